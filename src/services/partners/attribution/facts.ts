import type { ClickFlagReason } from "../../../entities/partners/click-flag.entity.js";
import { compareBytewise } from "../../../shared/bytewise.js";

/** An amount as the pure rules take it: whole minor units of one currency. */
export interface Amount {
  amountMinor: bigint;
  currency: string;
}

/** A click of a person, with all that decides whether it counts for one event. Instants are milliseconds since 1970. */
export interface TouchFact {
  clickId: string;
  visitorId: string;
  partnerId: string;
  programId: string;
  clickedAtMs: number;
  /** Stamped at the click: the partner was revoked then. */
  madeWhileRevoked: boolean;
  /** Flags that nobody has lifted. */
  flags: readonly ClickFlagReason[];
  /**
   * Whether it carried credit for this event in the decision that was current when its partner was revoked (S6). Taken
   * at that moment and not at the last decision, so that the order of later facts cannot matter.
   */
  keepsCredit: boolean;
}

/** What a person's refunds have taken from an event (S17). */
export interface RefundTotal {
  refundedMinor: bigint;
  /** A refund without an amount: it takes whatever there is, also of an event without an amount. */
  whole: boolean;
}

/** An event to decide on. Corrective ones are never decided. */
export interface EventFact {
  /** The client's id, by which events of one instant are ordered. */
  externalId: string;
  type: string;
  occurredAtMs: number;
  /** The settings as they were known at its recording. */
  settingsRevision: bigint;
  amount: Amount | null;
  refund: RefundTotal;
}

/** The first event of one type of a person, in the order of S2, corrective ones aside. It is all that S11 and S13 ask of a history. */
export interface FirstOfType {
  type: string;
  externalId: string;
  occurredAtMs: number;
}

export const NO_REFUND: RefundTotal = { refundedMinor: 0n, whole: false };

/** S2: by (clicked at, id). Ids are lower-case UUIDs, so a plain comparison is bytewise. */
export const compareTouches = (a: TouchFact, b: TouchFact): number =>
  a.clickedAtMs - b.clickedAtMs || (a.clickId < b.clickId ? -1 : a.clickId > b.clickId ? 1 : 0);

/** S2: by (occurred at, idempotency key), bytewise. */
export const compareEvents = (
  a: { occurredAtMs: number; externalId: string },
  b: { occurredAtMs: number; externalId: string },
): number => a.occurredAtMs - b.occurredAtMs || compareBytewise(a.externalId, b.externalId);
