import { compareEvents } from "./facts.js";
import type { Amount, RefundTotal } from "./facts.js";

/** A refund as it was recorded. Without an amount it takes whatever is left. */
export interface RefundFact {
  externalId: string;
  occurredAtMs: number;
  amount: Amount | null;
}

export type RefundRefusal = "more_than_remaining" | "other_currency";

export interface RefundAllocation {
  total: RefundTotal;
  /** By the refund's external id: null when it applies. */
  refusals: Map<string, RefundRefusal | null>;
}

/**
 * Which refunds of an event apply (S17). They are taken in the order of S2 and not of arrival, each in full or not at
 * all, so that the same refunds always leave the same remainder.
 */
export function allocateRefunds(amount: Amount | null, refunds: readonly RefundFact[]): RefundAllocation {
  const whole = amount?.amountMinor ?? 0n;
  const refusals = new Map<string, RefundRefusal | null>();
  let refundedMinor = 0n;
  let takesWhole = false;
  for (const refund of refunds.toSorted(compareEvents)) {
    const refusal = refusalOf(refund, amount, whole - refundedMinor);
    refusals.set(refund.externalId, refusal);
    if (refusal) continue;
    refundedMinor += refund.amount?.amountMinor ?? whole - refundedMinor;
    takesWhole ||= refund.amount === null;
  }
  return { total: { refundedMinor, whole: takesWhole }, refusals };
}

function refusalOf(refund: RefundFact, amount: Amount | null, remaining: bigint): RefundRefusal | null {
  if (!refund.amount) return null;
  if (amount && refund.amount.currency !== amount.currency) return "other_currency";
  return refund.amount.amountMinor > remaining ? "more_than_remaining" : null;
}
