import type { CommissionStatsQuery, Dimension } from "../../graph/generated/graphql.js";

/** One group of commissions, in one currency. */
export type Stat = CommissionStatsQuery["commissionStats"]["edges"][number]["node"];

/** What commissions came from. */
export const THINGS = ["PARTNER", "PROGRAM", "LINK"] as const satisfies readonly Dimension[];
export type Thing = (typeof THINGS)[number];

/** What groups come to in a currency, in its smallest units. */
export function totalOf(rows: readonly Stat[] | null, currency: string): bigint {
  return (rows ?? [])
    .filter((row) => row.currency === currency)
    .reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n);
}
