import { assert } from "../../../shared/errors.js";
import type { EventRefusal } from "./event-body.js";

/** What a client is told of an event, and told again when they send it again. */
export interface EventAnswer {
  /** The client's id. */
  id: string;
  eventId: string;
  outcome: "recorded" | "refund_applied" | "refund_waiting" | "refund_refused";
  /** Why a refund is refused: `more_than_remaining`, `other_currency` or `not_refundable`. */
  reason?: string;
  occurredAt: string;
  recordedAt: string;
}

export type EventOutcome =
  | { kind: "answered"; answer: EventAnswer; isRepeat: boolean }
  | { kind: "refused"; refusal: EventRefusal };

/** What becomes of the events of one batch, each by its place in it. */
export class EventOutcomes {
  private readonly outcomes = new Map<number, EventOutcome>();

  /** Whether the event's outcome is known, whatever it is. */
  has(place: number): boolean {
    return this.outcomes.has(place);
  }

  /** What an event of the batch was answered. */
  answerAt(place: number): EventAnswer {
    const outcome = this.outcomes.get(place);
    assert(outcome?.kind === "answered", "this event was answered");
    return outcome.answer;
  }

  answer(place: number, answer: EventAnswer, { isRepeat }: { isRepeat: boolean }): void {
    this.outcomes.set(place, { kind: "answered", answer, isRepeat });
  }

  refuse(place: number, refusal: EventRefusal): void {
    this.outcomes.set(place, { kind: "refused", refusal });
  }

  /** The outcomes of so many events, in their order. By now each of them has one. */
  all(count: number): EventOutcome[] {
    return Array.from({ length: count }, (_, place) => {
      const outcome = this.outcomes.get(place);
      assert(outcome, "every event of a batch has its outcome");
      return outcome;
    });
  }
}

export const OTHER_BODY: EventRefusal = {
  kind: "unprocessable",
  code: "id_reused",
  message: "An event with this id was recorded with another body.",
  path: ["id"],
};
export const IN_FUTURE: EventRefusal = {
  kind: "unprocessable",
  code: "occurred_in_future",
  message: "An event may be at most five minutes in the future.",
  path: ["occurredAt"],
};
export const TOO_OLD: EventRefusal = {
  kind: "unprocessable",
  code: "occurred_too_long_ago",
  message: "An event may be at most 30 days old; older ones are imported.",
  path: ["occurredAt"],
};
export const UNKNOWN_CLICK: EventRefusal = {
  kind: "notFound",
  code: "click_not_found",
  message: "There is no such click.",
  path: ["cref"],
};
