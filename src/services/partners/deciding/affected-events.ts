import type { TenantContext } from "../../../shared/tenant-context.js";
import { requestRedecisions } from "../click/late-clicks.js";
import type { EventRecord } from "./event-record.js";
import { readEventsOf } from "./event-record.js";

/** More events of one person than this are decided anew by a job (S11). */
export const REDECIDED_EVENTS_MAX = 500;
/** And of several persons together in one transaction. */
const TOGETHER_MAX = 2_000;

/**
 * All events of these locked persons, to be decided anew in this transaction. Persons with too many are put down for
 * the job instead.
 */
export async function gatherEvents(
  ctx: TenantContext,
  personIds: readonly string[],
  cause: string,
): Promise<EventRecord[]> {
  if (personIds.length === 0) return [];
  const counts = await ctx.query<{ person_id: string; events: bigint }>(
    `SELECT person_id, count(*) AS events FROM event
     WHERE organization_id = $1 AND person_id = ANY ($2::uuid[]) GROUP BY person_id ORDER BY person_id`,
    [ctx.organizationId, personIds],
    "count-events-of-persons",
  );
  let left = TOGETHER_MAX;
  const now: string[] = [];
  const later: string[] = [];
  for (const { person_id: personId, events } of counts) {
    if (events > REDECIDED_EVENTS_MAX || events > left) {
      later.push(personId);
      continue;
    }
    left -= Number(events);
    now.push(personId);
  }
  await requestRedecisions(ctx, cause, later);
  return now.length === 0 ? [] : readEventsOf(ctx, now, TOGETHER_MAX);
}
