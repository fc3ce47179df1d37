import type { GraphMoney } from "../../../money/format-money.js";

/** One currency before and after. */
export interface MoneyChange {
  currency: string;
  nowMinor: bigint;
  thenMinor: bigint;
}

/** Pairs amounts by their currency; one that is missing on a side was nothing there. */
export function moneyChanges(now: readonly GraphMoney[], then: readonly GraphMoney[]): MoneyChange[] {
  const currencies = [...new Set([...now, ...then].map(({ currency }) => currency))].sort();
  return currencies.map((currency) => ({
    currency,
    nowMinor: amountIn(now, currency),
    thenMinor: amountIn(then, currency),
  }));
}

function amountIn(amounts: readonly GraphMoney[], currency: string): bigint {
  return BigInt(amounts.find((money) => money.currency === currency)?.amountMinor ?? 0);
}
