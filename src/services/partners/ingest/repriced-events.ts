import type { TenantContext } from "../../../shared/tenant-context.js";
import { isCorrective } from "../attribution/corrective-types.js";
import { compareEvents } from "../attribution/facts.js";
import { requestRedecisions } from "../click/late-clicks.js";
import { REDECIDED_EVENTS_MAX } from "../deciding/affected-events.js";
import type { EventRecord } from "../deciding/event-record.js";
import { readEventsAfter } from "../deciding/event-record.js";
import { readHistory } from "../deciding/history-reader.js";
import type { SettingsReader } from "../deciding/settings-reader.js";

/**
 * Earlier recorded events of the same persons whose first or subsequent rules and caps a new event changes: those that
 * are later than a new first event of its type (S11). Where a person has too many of them, a job decides them anew.
 *
 * @param fresh - the new events.
 */
export async function repricedEvents(
  ctx: TenantContext,
  settings: SettingsReader,
  fresh: readonly EventRecord[],
  revision: bigint,
): Promise<EventRecord[]> {
  if (!(await settings.usesHistory(ctx, revision))) return [];
  const counted = fresh.filter((event) => !isCorrective(event));
  if (counted.length === 0) return [];
  const history = await readHistory(ctx, [...new Set(counted.map(({ personId }) => personId))]);
  const earliest = new Map<string, EventRecord>();
  for (const event of counted) {
    const isFirst = history.get(event.personId)?.some(({ externalId }) => externalId === event.externalId);
    const known = earliest.get(event.personId);
    if (isFirst && (!known || compareEvents(event, known) < 0)) earliest.set(event.personId, event);
  }
  const overtaken = await ctx.query<{ person_id: string }>(
    READ_OVERTAKEN,
    [
      ctx.organizationId,
      [...earliest.keys()],
      [...earliest.values()].map(({ occurredAtMs }) => new Date(occurredAtMs).toISOString()),
      fresh.map(({ id }) => id),
    ],
    "read-overtaken",
  );
  const repriced: EventRecord[] = [];
  for (const { person_id: personId } of overtaken) {
    const first = earliest.get(personId) ?? null;
    const events = await readEventsAfter(ctx, personId, first, REDECIDED_EVENTS_MAX + 1);
    if (events.length > REDECIDED_EVENTS_MAX) await requestRedecisions(ctx, "event.earlier", [personId]);
    else repriced.push(...events);
  }
  return repriced;
}

const READ_OVERTAKEN = `
  SELECT f.person_id FROM unnest($2::uuid[], $3::timestamptz[]) AS f (person_id, occurred_at)
  WHERE EXISTS (SELECT FROM event e
    WHERE e.organization_id = $1 AND e.person_id = f.person_id AND e.occurred_at >= f.occurred_at
      AND e.id <> ALL ($4::uuid[]))`;
