import { Box, Paper, Text, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import classes from "../../ledger/currency-card.module.css";
import { formatMoney } from "../../money/format-money.js";
import { MoneyText } from "../../money/money-text.js";
import { useTickingAmount } from "../../money/use-ticking-amount.js";

/** Announced when it has come to rest: a busy hour must not talk without end. */
const ANNOUNCE_AFTER_MS = 1_500;

export interface OrganizationEarningsProps {
  currency: string;
  sumMinor: bigint;
  daysShown: number;
  children: ReactNode;
}

/** What all partners together earned lately, moving as it grows. */
export function OrganizationEarnings({ currency, sumMinor, daysShown, children }: OrganizationEarningsProps) {
  const { t } = useTranslation("partners");
  const shown = useTickingAmount(sumMinor);
  const [announced] = useDebouncedValue(formatMoney({ amountMinor: sumMinor, currency }), ANNOUNCE_AFTER_MS);
  return (
    <Paper className={classes.card} component="section" aria-label={t("home.earned", { count: daysShown, currency })}>
      <Text c="dimmed" fw={600} size="sm">
        {t("home.earned", { count: daysShown, currency })}
      </Text>
      <Box className={classes.figureLine} aria-hidden>
        <MoneyText
          money={{ amountMinor: shown, currency }}
          className={`money ${classes.figure}`}
          style={{ "--figure-length": formatMoney({ amountMinor: sumMinor, currency }).length }}
          data-testid="organization-total"
          data-currency={currency}
        />
      </Box>
      <VisuallyHidden component="output" aria-live="polite">
        {announced}
      </VisuallyHidden>
      {children}
    </Paper>
  );
}
