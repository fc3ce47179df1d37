import type { Reward } from "../../../entities/partners/commission-rule.js";
import { divideHalfUp } from "../../../shared/exact-division.js";
import type { Amount, EventFact } from "./facts.js";

/** 100 % in the unit of `percentE4`. */
export const PERCENT_E4_WHOLE = 1_000_000n;

/** A reward for a whole event before it is rounded: numerator / denominator minor units. */
export interface ExactReward {
  numerator: bigint;
  denominator: bigint;
  currency: string;
}

/** What is left of an event's amount after its refunds; zero for an event without an amount. */
export function remainingMinor({ amount, refund }: EventFact): bigint {
  return !amount || refund.whole ? 0n : amount.amountMinor - refund.refundedMinor;
}

/**
 * What a rule is worth for the whole event (S9, S14, S17): a percentage of what is left, in the event's currency; or a
 * fixed reward, in its own, times remaining / amount. Null when a percentage meets an event without an amount.
 */
export function exactReward(reward: Reward, event: EventFact): ExactReward | null {
  const remaining = remainingMinor(event);
  if (reward.kind === "percent") {
    if (!event.amount) return null;
    const numerator = remaining * BigInt(reward.percentE4);
    return { numerator, denominator: PERCENT_E4_WHOLE, currency: event.amount.currency };
  }
  const fixedMinor = BigInt(reward.amountMinor);
  const { currency } = reward;
  const amountMinor = event.amount?.amountMinor ?? 0n;
  // Nothing can be left of nothing: only a refund of the whole takes such a reward.
  if (amountMinor === 0n) return { numerator: event.refund.whole ? 0n : fixedMinor, denominator: 1n, currency };
  return { numerator: fixedMinor * remaining, denominator: amountMinor, currency };
}

/** Rounded half up, once, before anything is split. */
export const roundedReward = (exact: ExactReward): Amount => ({
  amountMinor: divideHalfUp(exact.numerator, exact.denominator),
  currency: exact.currency,
});
