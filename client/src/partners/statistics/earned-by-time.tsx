import { Group, Paper, SegmentedControl, Skeleton, Title } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { MoneyText } from "../../money/money-text.js";
import { periodLabel } from "./period-label.js";
import { periodsBetween } from "./periods.js";
import type { Grain } from "./periods.js";
import { totalOf } from "./stat.js";
import type { Stat } from "./stat.js";

const AmountChart = lazy(() => import("./amount-chart.js").then((module) => ({ default: module.AmountChart })));

export const GRAINS: readonly Grain[] = ["DAY", "WEEK", "MONTH"];

export interface EarnedByTimeProps {
  currency: string;
  rows: readonly Stat[];
  /** The first and the last day, as 2026-01-31. */
  from: string;
  until: string;
  grain: Grain;
  /** Absent where another currency's section has the choice already. */
  onGrain?: (grain: Grain) => void;
}

/** What commissions of one currency come to, in all and by time. */
export function EarnedByTime({ currency, rows, from, until, grain, onGrain }: EarnedByTimeProps) {
  const { t } = useTranslation("statistics");
  const name = t("earned", { currency });
  const bars = periodsBetween(from, until, grain).map((period) => ({
    key: period,
    label: periodLabel(period, grain),
    amountMinor: totalOf(
      rows.filter((row) => (row.day ?? row.week ?? row.month) === period),
      currency,
    ),
  }));
  return (
    <Paper p="lg" component="section" aria-labelledby={`earned-${currency}`}>
      <Group justify="space-between" mb="md">
        <Title order={2} id={`earned-${currency}`}>
          {name} <MoneyText money={{ amountMinor: totalOf(rows, currency), currency }} data-testid="stat-total" />
        </Title>
        {onGrain ? (
          <SegmentedControl
            aria-label={t("grain")}
            value={grain}
            onChange={onGrain}
            data={GRAINS.map((value) => ({ value, label: t(`grains.${value}`) }))}
          />
        ) : null}
      </Group>
      <Suspense fallback={<Skeleton h={220} />}>
        <AmountChart currency={currency} name={name} bars={bars} />
      </Suspense>
    </Paper>
  );
}
