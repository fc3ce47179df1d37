import type { TenantContext } from "../../../shared/tenant-context.js";
import type { People } from "../deciding/people.js";
import { lockUsers } from "../deciding/people.js";
import type { TouchesOfPersons } from "../deciding/touch-reader.js";
import { readTouchesOfUsers } from "../deciding/touch-reader.js";
import { excludeDecisions, holdSettings } from "../settings-revision.js";
import type { NewEvent } from "./event-body.js";
import type { RecordedEvents } from "./recorded-events.js";
import { readRecorded } from "./recorded-events.js";

export interface BatchSettings {
  /** An import may be of any age. */
  anyAge: boolean;
  /** No other decision of the organization is made meanwhile, so what is not here is nowhere. */
  exclusive: boolean;
}

/** What a batch of events reads together with BEGIN. */
export interface ReadAhead {
  /** Of the settings, which stay as they are until the commit. */
  revision: bigint;
  recorded: RecordedEvents;
  /** Everybody whom the events name, locked, with their touches; null where more has to be known before they can be. */
  users: { people: People; touches: TouchesOfPersons } | null;
}

/** Sends everything that does not depend on an answer: usually all that the decisions on a batch need. */
export async function readAhead(
  ctx: TenantContext,
  events: readonly NewEvent[],
  { exclusive }: Pick<BatchSettings, "exclusive">,
): Promise<ReadAhead> {
  const [, revision, users, recorded] = await Promise.all([
    exclusive && excludeDecisions(ctx),
    holdSettings(ctx),
    readUsers(ctx, events),
    // Behind the locks: what their holders have just written is seen.
    readRecorded(ctx, events),
  ]);
  return { revision, recorded, users };
}

/** A visitor's person, and a refunded event's, are found by what has yet to be read. */
async function readUsers(ctx: TenantContext, events: readonly NewEvent[]): Promise<ReadAhead["users"]> {
  const userIds = events.flatMap(({ userId, cref, refundOf }) =>
    cref === null && refundOf === null ? (userId ?? []) : [],
  );
  if (userIds.length < events.length) return null;
  const distinct = [...new Set(userIds)];
  const [people, touches] = await Promise.all([lockUsers(ctx, distinct), readTouchesOfUsers(ctx, distinct)]);
  return people && { people, touches };
}
