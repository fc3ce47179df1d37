import type { EventOutcome } from "../../services/partners/ingest/event-outcome.js";
import { assert } from "../../shared/errors.js";
import { build } from "../common/build.js";
import type { EventInput } from "./record-events.js";
import { RecordedEvent } from "./record-events.js";

/** An event as REST would have sent it, so that both doors are one check and one idempotency (S19). Absent stays absent. */
export function eventBody({ id, type, userId, cref, occurredAt, amount, refundOf, metadata }: EventInput): object {
  return {
    id,
    type,
    ...(userId != null && { userId }),
    ...(cref != null && { cref }),
    ...(occurredAt != null && { occurredAt: occurredAt.toISOString() }),
    ...(amount != null && { amount: { amountMinor: Number(amount.amountMinor), currency: amount.currency } }),
    ...(refundOf != null && { refundOf }),
    ...(metadata != null && { metadata }),
  };
}

const NOTHING = {
  eventId: null,
  occurredAt: null,
  recordedAt: null,
  reason: null,
  code: null,
  message: null,
  path: null,
};

/** What became of an event, as the graph shows it. */
export function describeOutcome(id: string, outcome: EventOutcome | undefined): RecordedEvent {
  assert(outcome, "every event has its outcome");
  if (outcome.kind === "refused") {
    const { code, message, path } = outcome.refusal;
    return build(RecordedEvent, { ...NOTHING, id, outcome: "refused", code, message, path });
  }
  const { eventId, occurredAt, recordedAt, reason = null } = outcome.answer;
  const instants = { occurredAt: new Date(occurredAt), recordedAt: new Date(recordedAt) };
  return build(RecordedEvent, { ...NOTHING, ...instants, id, eventId, reason, outcome: outcome.answer.outcome });
}
