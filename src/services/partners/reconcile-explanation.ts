import { divideHalfUp } from "../../shared/exact-division.js";
import type { EventFact } from "./attribution/facts.js";
import { exactReward } from "./attribution/pricing.js";
import type { ExplainedCommission } from "./explained-commission.js";

type Explained = Omit<ExplainedCommission, "reconciles">;

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

/**
 * Computes every sum of an explanation again and compares, to the minor unit: credits with the event, the reward with its
 * rule, the parts with the commission, each transfer with zero, and the ledger with what the commission is worth.
 */
export function reconciles(explained: Explained): boolean {
  return creditsAddUp(explained) && rewardAddsUp(explained) && partsAddUp(explained) && ledgerAddsUp(explained);
}

/** All weights are the decision's total, and all values are the event's amount. */
function creditsAddUp({ attribution, trace, touches }: Explained): boolean {
  const accepted = touches.filter(({ refusal }) => refusal === undefined);
  const weights = sum(accepted.map(({ weight }) => BigInt(weight ?? 0)));
  if (weights !== attribution.weightTotal) return false;
  return (
    trace.amountMinor === null ||
    sum(accepted.map(({ valueMinor }) => BigInt(valueMinor ?? 0))) === BigInt(trace.amountMinor)
  );
}

/** The rule on what is left of the event, rounded once, gives the reward. */
function rewardAddsUp({ trace, pricing }: Explained): boolean {
  const base: Pick<EventFact, "amount" | "refund"> = {
    amount:
      trace.amountMinor === null || trace.currency === null
        ? null
        : { amountMinor: BigInt(trace.amountMinor), currency: trace.currency },
    refund: { refundedMinor: BigInt(trace.refundedMinor), whole: trace.refundedWhole },
  };
  const exact = exactReward(pricing.rule.reward, base as EventFact);
  return (
    exact !== null &&
    exact.numerator * BigInt(pricing.exactDenominator ?? 0) ===
      BigInt(pricing.exactNumerator ?? 0) * exact.denominator &&
    divideHalfUp(exact.numerator, exact.denominator) === BigInt(pricing.rewardMinor ?? -1) &&
    exact.currency === pricing.currency
  );
}

/** The touches' parts are the partner's share, and that is the commission as it was made. */
function partsAddUp({ commission, pricing }: Explained): boolean {
  const parts = sum((pricing.parts ?? []).map(({ amountMinor }) => BigInt(amountMinor)));
  return (
    parts === BigInt(pricing.partnerMinor ?? -1) &&
    parts === commission.amount.amountMinor &&
    commission.amount.currency === pricing.currency
  );
}

/** Each transfer balances, and together they leave the partner with what the commission is worth now. */
function ledgerAddsUp({ steps, netMinor }: Explained): boolean {
  const isBalanced = steps.every(({ entries }) => sum(entries.map(({ amountMinor }) => amountMinor)) === 0n);
  const owed = steps.flatMap(({ entries }) =>
    entries.filter(({ account }) => account !== "program_expense").map(({ amountMinor }) => -amountMinor),
  );
  return isBalanced && sum(owed) === netMinor;
}
