import "@mantine/charts/styles.css";

import { BarChart } from "@mantine/charts";
import { Box, VisuallyHidden } from "@mantine/core";

import { currencyExponent } from "../../money/currency-exponent.js";
import { formatMoney } from "../../money/format-money.js";

export interface AmountChartProps {
  currency: string;
  /** What the bars are, for the tooltip and for who cannot see them. */
  name: string;
  bars: readonly { key: string; label: string; amountMinor: bigint }[];
  height?: number;
}

/** Amounts as bars. Heights are approximate by nature; the words beside and beneath them are exact. */
export function AmountChart({ currency, name, bars, height = 220 }: AmountChartProps) {
  const scale = 10 ** currencyExponent(currency);
  return (
    <figure style={{ margin: 0 }}>
      <Box aria-hidden>
        <BarChart
          h={height}
          data={bars.map(({ label, amountMinor }) => ({ label, amount: Number(amountMinor) / scale }))}
          dataKey="label"
          series={[{ name: "amount", label: name, color: "var(--trb-payable)" }]}
          gridAxis="x"
          tickLine="none"
          barChartProps={{ accessibilityLayer: false }}
          textColor="var(--trb-muted)"
          maxBarWidth={34}
          yAxisProps={{
            width: 76,
            tickFormatter: (major: number) => formatMoney({ amountMinor: BigInt(Math.round(major * scale)), currency }),
          }}
          xAxisProps={{ interval: "preserveStartEnd", minTickGap: 28 }}
          barProps={{ radius: [4, 4, 0, 0], isAnimationActive: false }}
          valueFormatter={(major) => formatMoney({ amountMinor: BigInt(Math.round(major * scale)), currency })}
        />
      </Box>
      <VisuallyHidden component="figcaption">
        {name}: {bars.map(({ label, amountMinor }) => `${label} ${formatMoney({ amountMinor, currency })}`).join("; ")}
      </VisuallyHidden>
    </figure>
  );
}
