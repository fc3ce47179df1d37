import { BarChart } from "@mantine/charts";
import { Box, Group, Text, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

import "@mantine/charts/styles.css";

import { currencyExponent } from "../money/currency-exponent.js";
import { formatMoney } from "../money/format-money.js";
import { formatDay } from "../shell/instants.js";
import type { EarnedDay } from "./earned-per-day.js";

export interface EarnedPerDayChartProps {
  days: readonly EarnedDay[];
  currency: string;
  timeZone: string;
  height?: number;
}

/** The last days as small bars. Heights are approximate by nature; the words beside them are exact. */
export function EarnedPerDayChart({ days, currency, timeZone, height = 110 }: EarnedPerDayChartProps) {
  const { t } = useTranslation("ledger");
  const scale = 10 ** currencyExponent(currency);
  const sum = days.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const points = days.map(({ day, amountMinor }) => ({
    day: formatDay(day),
    earned: Number(amountMinor) / scale,
    amountMinor,
  }));
  return (
    <Box mt="lg" component="figure" mx={0} mb={0}>
      <Group justify="space-between" gap="xs" component="figcaption" mb="xs">
        <Text size="sm" fw={600}>
          {t("perDay.title")}
        </Text>
        <Text size="sm" c="dimmed" title={t("perDay.hint", { timeZone })}>
          {t("perDay.summary", { amount: formatMoney({ amountMinor: sum, currency }), count: days.length })}
        </Text>
      </Group>
      <Box aria-hidden>
        <BarChart
          h={height}
          data={points}
          dataKey="day"
          series={[{ name: "earned", label: t("perDay.series"), color: "var(--trb-payable)" }]}
          withYAxis={false}
          gridAxis="none"
          tickLine="none"
          barChartProps={{ accessibilityLayer: false }}
          textColor="var(--trb-muted)"
          maxBarWidth={26}
          xAxisProps={{
            interval: "preserveStartEnd",
            minTickGap: 24,
            tick: { fontSize: 12, fill: "var(--trb-muted)" },
          }}
          barProps={{ radius: [4, 4, 0, 0], isAnimationActive: false }}
          valueFormatter={(major) => formatMoney({ amountMinor: BigInt(Math.round(major * scale)), currency })}
        />
      </Box>
      <VisuallyHidden>
        <ul>
          {points.map(({ day, amountMinor }) => (
            <li key={day}>
              {day}: {formatMoney({ amountMinor, currency })}
            </li>
          ))}
        </ul>
      </VisuallyHidden>
    </Box>
  );
}
