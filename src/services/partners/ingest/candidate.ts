import { assert } from "../../../shared/errors.js";
import type { JournalFact } from "../../audit/journal-fact.js";
import type { EventRecord } from "../deciding/event-record.js";
import type { People } from "../deciding/people.js";
import type { NewEvent } from "./event-body.js";
import type { EventAnswer } from "./event-outcome.js";

/** An event of a batch, by its place in it. */
export interface GivenEvent {
  place: number;
  event: NewEvent;
}

/** An event whose time and click are in order. */
export interface AcceptableEvent extends GivenEvent {
  /** Ours, should it be recorded. */
  id: string;
  occurredAt: Date;
  /** Of its click; null where it names its user instead. */
  visitorId: string | null;
}

/** One whose person is known and locked: it is recorded, unless somebody else has just written the same. */
export interface Candidate extends AcceptableEvent {
  personId: string;
}

/** The event with its person, of whom all that are needed were made and locked before. */
export function candidateOf(acceptable: AcceptableEvent, people: People): Candidate {
  const { event, visitorId } = acceptable;
  const personId = event.userId === null ? people.ownerOf.get(visitorId ?? "") : people.byUserId.get(event.userId);
  assert(personId, "every event's person was made and locked before");
  return { ...acceptable, personId };
}

/** The first of each id: what comes after it in the same batch is answered as a repeat, or refused for its other body. */
export function firstOfEachId<Event extends GivenEvent>(events: readonly Event[]): Event[] {
  const seen = new Set<string>();
  return events.filter(({ event }) => !seen.has(event.externalId) && seen.add(event.externalId));
}

/** As decisions see it: nothing has been refunded of it yet. */
export const recordOf = ({ id, event, personId, occurredAt }: Candidate, settingsRevision: bigint): EventRecord => ({
  id,
  externalId: event.externalId,
  personId,
  type: event.type,
  occurredAtMs: occurredAt.getTime(),
  settingsRevision,
  amountMinor: event.amount?.amountMinor ?? null,
  currency: event.amount?.currency ?? null,
  refundOf: event.refundOf,
  refundedMinor: 0n,
  refundedWhole: false,
});

/** What its sender is told. */
export const answerOf = ({ id, event, occurredAt }: Candidate, recordedAt: Date): EventAnswer => ({
  id: event.externalId,
  eventId: id,
  outcome: "recorded",
  occurredAt: occurredAt.toISOString(),
  recordedAt: recordedAt.toISOString(),
});

/** What the journal is told. The client's ids may name people, so the journal has ours. */
export const recordedFact = ({ id, event, personId, occurredAt }: Candidate): JournalFact => ({
  kind: "event.recorded",
  subject: { type: "event", id },
  data: {
    personId,
    type: event.type,
    occurredAt: occurredAt.toISOString(),
    amountMinor: event.amount?.amountMinor.toString(),
    currency: event.amount?.currency,
    clickId: event.cref ?? undefined,
  },
});
