import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { sumMinor } from "../../money/format-money.js";
import { formatInstant } from "../../shell/instants.js";
import type { ExplainedCommission } from "./explained-commission.js";
import classes from "./explanation.module.css";
import { SumLine } from "./sum-line.js";

/** What was booked, step by step, each step summing to zero, and where the journal proves it. */
export function LedgerSteps({ commission, timeZone }: { commission: ExplainedCommission; timeZone: string }) {
  const { t } = useTranslation("partners");
  const { steps, adjustments, netAmount } = commission.explanation;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("explanation.ledger.body")}
      </Text>
      {steps.map((step, index) => (
        <div key={`${step.at} ${step.kind} ${String(index)}`} className={classes.ledgerStep}>
          <Text size="sm" fw={600}>
            {t(`explanation.step.${step.kind as "accrual"}`, { defaultValue: step.kind })}
          </Text>
          <Text size="sm" c="dimmed">
            {formatInstant(step.at, timeZone)} ·{" "}
            {step.journalPosition
              ? t("explanation.ledger.position", { position: step.journalPosition })
              : t("explanation.ledger.sealing")}
          </Text>
          {step.entries.map((entry, entryIndex) => (
            <SumLine
              key={`${entry.account} ${String(entryIndex)}`}
              name={t(`explanation.account.${entry.account as "funding"}`, { defaultValue: entry.account })}
              // A debit stands positive in the ledger; a reader wants to see where money went: out of this, into that.
              money={{ ...entry.amount, amountMinor: -BigInt(entry.amount.amountMinor) }}
              signed
            />
          ))}
          <SumLine
            name={t("explanation.ledger.sum")}
            money={{ amountMinor: sumMinor(step.entries.map(({ amount }) => amount)), currency: step.amount.currency }}
            total
          />
        </div>
      ))}
      {adjustments.map((adjustment) => (
        <SumLine
          key={adjustment.id}
          name={t("explanation.ledger.adjustment", { reason: adjustment.reason })}
          money={adjustment.amount}
          signed
        />
      ))}
      <div className={classes.net}>
        <SumLine name={t("explanation.ledger.net")} money={netAmount} total />
      </div>
    </>
  );
}
