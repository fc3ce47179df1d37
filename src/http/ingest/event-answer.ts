import type { EventOutcome } from "../../services/partners/ingest/event-outcome.js";
import type { EventRefusal } from "../../services/partners/ingest/event-body.js";
import { AppError } from "../../shared/errors.js";

/** An event of a batch that was refused; the others stand. */
interface RefusedEvent {
  /** As it was sent, if it was a text. */
  id: string | null;
  outcome: "refused";
  code: string;
  detail: string;
  path: string[];
}

const refusedEvent = (sent: unknown, { code, message, path }: EventRefusal): RefusedEvent => {
  const { id } = (sent ?? {}) as { id?: unknown };
  return { id: typeof id === "string" ? id : null, outcome: "refused", code, detail: message, path };
};

/** What is answered for one event of a batch. */
export const batchAnswer = (sent: unknown, outcome: EventOutcome) =>
  outcome.kind === "answered" ? outcome.answer : refusedEvent(sent, outcome.refusal);

/** What is answered for an event that came alone: its answer, or its refusal as the request's own. */
export function soleAnswer(outcome: EventOutcome) {
  if (outcome.kind === "answered") return outcome.answer;
  const { kind, message, code, path } = outcome.refusal;
  throw new AppError(kind, message, { code, path });
}
