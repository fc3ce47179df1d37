import { sumMinor } from "../../money/format-money.js";
import type { GraphMoney } from "../../money/format-money.js";

/** What is summed of an explained commission. */
export interface CheckedCommission {
  amount: GraphMoney;
  explanation: {
    event: { amount?: GraphMoney | null };
    touches: readonly {
      accepted: boolean;
      isThisCommission: boolean;
      value?: GraphMoney | null;
      reward?: GraphMoney | null;
    }[];
    pricing: { partnerShare: GraphMoney };
    steps: readonly { entries: readonly { amount: GraphMoney }[] }[];
    adjustments: readonly { amount: GraphMoney }[];
    netAmount: GraphMoney;
    reconciles: boolean;
  };
}

export interface ExplanationCheck {
  name: "values" | "rewards" | "steps" | "net" | "server";
  agrees: boolean;
}

/**
 * Adds up in the reader's own browser what the server claims. A check stands here only when the explanation carries both of
 * its sides.
 */
export function checkExplanation({ amount, explanation }: CheckedCommission): ExplanationCheck[] {
  const { touches, event, pricing, steps, adjustments, netAmount, reconciles } = explanation;
  const checks: ExplanationCheck[] = [];

  const credited = touches.filter(({ accepted, value }) => accepted && value);
  if (event.amount && credited.length > 0) {
    checks.push({
      name: "values",
      agrees: sumMinor(credited.map(({ value }) => value)) === BigInt(event.amount.amountMinor),
    });
  }
  const rewarded = touches.filter(({ isThisCommission, reward }) => isThisCommission && reward);
  if (rewarded.length > 0) {
    checks.push({
      name: "rewards",
      agrees: sumMinor(rewarded.map(({ reward }) => reward)) === BigInt(pricing.partnerShare.amountMinor),
    });
  }
  checks.push({
    name: "steps",
    agrees: steps.every(({ entries }) => sumMinor(entries.map((entry) => entry.amount)) === 0n),
  });
  if (adjustments.length > 0) {
    checks.push({
      name: "net",
      agrees:
        sumMinor([amount, ...adjustments.map((adjustment) => adjustment.amount)]) === BigInt(netAmount.amountMinor),
    });
  }
  checks.push({ name: "server", agrees: reconciles });
  return checks;
}
