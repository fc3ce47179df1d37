import "../i18n/organizations.js";

import { Skeleton, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { BillingDocument } from "../graph/generated/graphql.js";
import type { BillingFieldsFragment } from "../graph/generated/graphql.js";
import { PageFailure } from "../shell/failure.js";
import { Part } from "../shell/form/saved-part.js";
import { PageTitle } from "../shell/page-title.js";
import { useViewer } from "../shell/use-viewer.js";
import { FundingPart, InvoicePart } from "./billing-parts.js";

/** How the organization pays, and what stands on its invoices. Some change it, more may read it. */
export function BillingPage() {
  const { t } = useTranslation("organizations");
  const { permissions } = useViewer();
  const [{ data, error }, again] = useQuery({ query: BillingDocument, requestPolicy: "cache-and-network" });
  const refresh = () => again({ requestPolicy: "network-only" });
  if (error) return <PageFailure error={error} onRetry={refresh} />;
  if (!data) return <Skeleton h={400} />;
  const billing = data.billingIdentity;
  return (
    <>
      <PageTitle title={t("billing.title")} lead={t("billing.lead")} />
      <Stack maw={720}>
        {permissions.includes("organization:writeBilling") ? (
          <>
            <FundingPart billing={billing} />
            {/* What was saved begins the fields anew. */}
            <InvoicePart key={JSON.stringify(billing)} billing={billing} onChanged={refresh} />
          </>
        ) : (
          <BillingFacts billing={billing} />
        )}
      </Stack>
    </>
  );
}

function BillingFacts({ billing }: { billing: BillingFieldsFragment }) {
  const { t } = useTranslation("organizations");
  const facts = {
    funding: t(`wizard.fundings.${billing.fundingMode}`),
    currency: billing.currency,
    billingEmail: billing.billingEmail,
    paymentTerms: t("billing.days", { count: billing.paymentTermsDays }),
    purchaseOrders: t(billing.requiresPurchaseOrders ? "billing.shown" : "billing.hidden"),
    gst: billing.gstNumber,
    msme: billing.msmeNumber,
    pan: billing.panNumber,
  } as const;
  return (
    <Part title={t("billing.facts")}>
      <Table aria-label={t("billing.facts")} withRowBorders={false} horizontalSpacing={0}>
        <Table.Tbody>
          {Object.entries(facts).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400} c="dimmed">
                {t(`billing.fact.${name as keyof typeof facts}`)}
              </Table.Th>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{value ?? t("billing.none")}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="sm">
        {t("billing.whoChanges")}
      </Text>
    </Part>
  );
}
