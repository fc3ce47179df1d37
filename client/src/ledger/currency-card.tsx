import { Box, Group, Paper, Text, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { formatMoney } from "../money/format-money.js";
import { MoneyText } from "../money/money-text.js";
import { useTickingAmount } from "../money/use-ticking-amount.js";
import classes from "./currency-card.module.css";
import { totalMinor } from "./earnings-state.js";
import type { EarningsFrame } from "./earnings-frame.js";
import type { CurrencyEarnings } from "./earnings-state.js";

/** Announced when it has come to rest: a busy hour must not talk without end. */
const ANNOUNCE_AFTER_MS = 1_500;

export interface CurrencyCardProps {
  earnings: CurrencyEarnings;
  /** The newest change, if it is of this currency: it rises beside the figure. */
  latest: EarningsFrame | null;
  children?: ReactNode;
}

/** What was earned in one currency: one large figure, and the two parts that it consists of. */
export function CurrencyCard({ earnings, latest, children }: CurrencyCardProps) {
  const { t } = useTranslation("ledger");
  const { currency, held, payable } = earnings;
  const target = totalMinor(earnings);
  const total = useTickingAmount(target);
  const heldShown = useTickingAmount(held.amountMinor);
  const payableShown = useTickingAmount(payable.amountMinor);
  const money = (amountMinor: bigint) => ({ amountMinor, currency });
  const [announced] = useDebouncedValue(
    t("earnings.announce", {
      total: formatMoney(money(target)),
      held: formatMoney(money(held.amountMinor)),
      payable: formatMoney(money(payable.amountMinor)),
    }),
    ANNOUNCE_AFTER_MS,
  );
  const gain = latest?.kind === "ACCRUED" && latest.amount.currency === currency ? latest : null;

  return (
    <Paper className={classes.card} component="section" aria-label={t("earnings.total", { currency })}>
      {gain ? <Box key={`glow ${gain.cursor}`} className={classes.glow} aria-hidden /> : null}
      <Text c="dimmed" fw={600} size="sm">
        {t("earnings.total", { currency })}
      </Text>
      <Box className={classes.figureLine} aria-hidden>
        <MoneyText
          money={money(total)}
          className={`money ${classes.figure}`}
          style={{ "--figure-length": formatMoney(money(target)).length }}
          data-testid="earnings-total"
          data-currency={currency}
          data-amount-minor={target.toString()}
        />
        {gain ? <MoneyText key={gain.cursor} money={gain.amount} signed className={`money ${classes.gain}`} /> : null}
      </Box>
      <VisuallyHidden component="output" aria-live="polite">
        {announced}
      </VisuallyHidden>
      <SplitBar held={held.amountMinor} payable={payable.amountMinor} />
      <Group gap="xl" mt="sm">
        <Part name={t("earnings.payable")} hint={t("earnings.payableHint")} swatch="payable">
          <MoneyText money={money(payableShown)} data-testid="earnings-payable" data-currency={currency} />
        </Part>
        <Part name={t("earnings.held")} hint={t("earnings.heldHint")} swatch="held">
          <MoneyText money={money(heldShown)} data-testid="earnings-held" data-currency={currency} />
        </Part>
      </Group>
      {children}
    </Paper>
  );
}

function Part({
  name,
  hint,
  swatch,
  children,
}: {
  name: string;
  hint: string;
  swatch: "held" | "payable";
  children: ReactNode;
}) {
  return (
    <Box className={classes.part} title={hint}>
      <Group gap={8} wrap="nowrap">
        <Box className={classes.swatch} data-part={swatch} aria-hidden />
        <Text c="dimmed" size="sm">
          {name}
        </Text>
      </Group>
      <Text fw={650} size="lg">
        {children}
      </Text>
    </Box>
  );
}

function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}

/** The two parts as one line. A negative balance has no length; its figure says it. */
function SplitBar({ held, payable }: { held: bigint; payable: bigint }) {
  const whole = positive(held) + positive(payable);
  // Percent with two decimals: exact enough for a line a few hundred pixels long.
  const share = whole > 0n ? Number((positive(payable) * 10_000n) / whole) / 100 : 0;
  return (
    <Box className={classes.bar} data-empty={whole === 0n} aria-hidden>
      <Box className={classes.barPayable} style={{ width: `${share}%` }} />
    </Box>
  );
}
