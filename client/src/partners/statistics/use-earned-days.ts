import { useMemo } from "react";

import { CommissionStatsDocument } from "../../graph/generated/graphql.js";
import type { EarnedDay } from "../../ledger/earned-per-day.js";
import { ownCurrencyFirst } from "../../shell/display.js";
import { useViewer } from "../../shell/use-viewer.js";
import { dayOfInstant, instantsOfDays } from "../../shell/zoned-day.js";
import { daysBack, periodsBetween } from "./periods.js";
import { useAllStats } from "./use-all-stats.js";
import type { AllStats } from "./use-all-stats.js";

export interface EarnedDays {
  /** By currency, the reader's own first, then the one that earned most; each with every day, the oldest first. Null until they have come. */
  currencies: readonly { currency: string; sumMinor: bigint; days: readonly EarnedDay[] }[] | null;
  error: AllStats<unknown>["error"];
  refresh: () => void;
}

/** What was earned on each of the last days, by the organization or by one partner. */
export function useEarnedDays(daysShown: number, partnerId: string | null, now: number): EarnedDays {
  const { timeZone } = useViewer().organization;
  const from = daysBack(daysShown - 1, now, timeZone);
  const until = dayOfInstant(now, timeZone);
  const { rows, error, refresh } = useAllStats(
    CommissionStatsDocument,
    { groupBy: ["DAY"], partnerId, programId: null, ...instantsOfDays({ from, until }, timeZone) },
    "commissionStats",
  );
  const currencies = useMemo(() => {
    if (rows === null) return null;
    const byCurrency = [...new Set(rows.map(({ currency }) => currency))]
      .map((currency) => {
        const own = rows.filter((row) => row.currency === currency);
        const days = periodsBetween(from, until, "DAY").map((day) => ({
          day,
          amountMinor: own
            .filter((row) => row.day === day)
            .reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n),
        }));
        return { currency, sumMinor: days.reduce((sum, { amountMinor }) => sum + amountMinor, 0n), days };
      })
      .sort((a, b) => (b.sumMinor > a.sumMinor ? 1 : -1));
    return ownCurrencyFirst(byCurrency);
  }, [rows, from, until]);
  return { currencies, error, refresh };
}
