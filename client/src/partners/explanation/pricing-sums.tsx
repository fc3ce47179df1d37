import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ruleSentence } from "../rule-sentence.js";
import type { ExplainedCommission } from "./explained-commission.js";
import { SumLine } from "./sum-line.js";

/** From the base through the rule to this commission's part. */
export function PricingSums({ pricing }: { pricing: ExplainedCommission["explanation"]["pricing"] }) {
  const { t } = useTranslation("partners");
  return (
    <>
      <Text size="sm" fw={600}>
        {ruleSentence(t, pricing.rule)}
      </Text>
      <Text size="sm" c="dimmed">
        {pricing.source === "TERMS"
          ? t("explanation.pricing.terms", { version: pricing.termsVersion })
          : t("explanation.pricing.program", { version: pricing.programVersion })}
      </Text>
      {pricing.base ? <SumLine name={t("explanation.pricing.base")} money={pricing.base} /> : null}
      {pricing.exact ? (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="dimmed">
            {t("explanation.pricing.exact")}
          </Text>
          <Text size="sm" className="money">
            {pricing.exact}
          </Text>
        </Group>
      ) : null}
      <SumLine name={t("explanation.pricing.event")} money={pricing.rewardForEvent} />
      <SumLine name={t("explanation.pricing.share")} money={pricing.partnerShare} total />
      <Text size="sm" c="dimmed" mt={4}>
        {t("explanation.pricing.rounding", { rounding: pricing.rounding })}
      </Text>
    </>
  );
}
