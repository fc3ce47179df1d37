import "../i18n/organizations.js";

import { Paper, Skeleton, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { BillingGlanceDocument } from "../graph/generated/graphql.js";
import { Failure } from "../shell/failure.js";

/**
 * What a billing administrator looks for first (C-WS-03): how the organization pays. Invoices that are due and the wallet's
 * balance come here with billing; until then it says that there are none.
 */
export function BillingGlance() {
  const { t } = useTranslation("organizations");
  const [{ data, error }] = useQuery({ query: BillingGlanceDocument });
  if (error) return <Failure error={error} />;
  if (!data) return <Skeleton h={120} />;
  const { fundingMode, currency, billingEmail } = data.billingIdentity;
  return (
    <Paper p="lg" component="section" aria-label={t("glance.title")}>
      <Title order={2} mb="xs">
        {t("glance.title")}
      </Title>
      <Text>{t(`glance.mode.${fundingMode}`, { currency })}</Text>
      <Text>{billingEmail ? t("glance.mailedTo", { email: billingEmail }) : t("glance.mailedNowhere")}</Text>
      <Text size="sm" c="dimmed" mt="xs">
        {t("glance.noInvoices")}
      </Text>
    </Paper>
  );
}
