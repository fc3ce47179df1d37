import { Anchor, Badge, Button, Paper, Skeleton, Stack, Text } from "@mantine/core";
import IconUsers from "@tabler/icons-react/dist/esm/icons/IconUsers.mjs";
import { Link } from "@tanstack/react-router";
import { DataTable } from "mantine-datatable";
import { useTranslation } from "react-i18next";

import { PartnersDocument } from "../graph/generated/graphql.js";
import { useRows } from "../graph/use-rows.js";
import { MoneyText } from "../money/money-text.js";
import type { GraphMoney } from "../money/format-money.js";
import { EmptyState } from "../shell/empty-state.js";
import { Failure } from "../shell/failure.js";
import { PageTitle } from "../shell/page-title.js";
import { DEMO_COMMAND } from "./first-steps.js";

const WIDE = "(min-width: 40em)";
const NARROW = "not all and (min-width: 40em)";

export function PartnersPage() {
  const { t } = useTranslation("partners");
  const { t: shell } = useTranslation("shell");
  const partners = useRows(PartnersDocument, { first: 50 }, "partners");

  return (
    <>
      <PageTitle title={t("partners.title")} lead={t("partners.lead")} />
      <Paper p="sm">
        {partners.error ? <Failure error={partners.error} onRetry={() => void partners.refresh()} /> : null}
        {partners.loading ? <Skeleton h={320} /> : null}
        {!partners.loading && !partners.error && partners.rows.length === 0 ? (
          <EmptyState
            icon={<IconUsers />}
            title={t("partners.empty.title")}
            body={t("partners.empty.body")}
            command={DEMO_COMMAND}
          />
        ) : null}
        {partners.rows.length > 0 ? (
          <DataTable
            records={[...partners.rows]}
            minHeight={0}
            verticalSpacing="sm"
            horizontalSpacing="md"
            backgroundColor="transparent"
            highlightOnHover
            scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
            columns={[
              {
                accessor: "name",
                title: t("partners.partner"),
                render: (partner) => (
                  <>
                    <Anchor
                      renderRoot={(props) => (
                        <Link {...props} to="/partners/$partnerId" params={{ partnerId: partner.id }} />
                      )}
                      fw={600}
                    >
                      {partner.name}
                    </Anchor>
                    <Text size="sm" c="dimmed">
                      {partner.email}
                    </Text>
                  </>
                ),
              },
              {
                accessor: "status",
                title: t("partners.status"),
                render: ({ status }) => <Badge>{t(`partnerStatus.${status}`)}</Badge>,
                visibleMediaQuery: WIDE,
              },
              {
                accessor: "held",
                title: t("partners.held"),
                textAlign: "right",
                visibleMediaQuery: WIDE,
                render: ({ earnings }) => <Amounts amounts={earnings.accounts.map(({ held }) => held)} />,
              },
              {
                accessor: "payable",
                title: t("partners.payable"),
                textAlign: "right",
                visibleMediaQuery: WIDE,
                render: ({ earnings }) => <Amounts amounts={earnings.accounts.map(({ payable }) => payable)} />,
              },
              {
                accessor: "earned",
                title: t("partners.earned"),
                textAlign: "right",
                visibleMediaQuery: NARROW,
                render: ({ earnings }) => <Amounts amounts={earnings.accounts.map(together)} />,
              },
            ]}
          />
        ) : null}
        {partners.hasMore ? (
          <Button variant="default" m="md" onClick={() => void partners.loadMore()} loading={partners.loadingMore}>
            {shell("loadMore")}
          </Button>
        ) : null}
      </Paper>
    </>
  );
}

/** Held and payable as one, where there is no room for both. */
function together({
  currency,
  held,
  payable,
}: {
  currency: string;
  held: GraphMoney;
  payable: GraphMoney;
}): GraphMoney {
  return { amountMinor: BigInt(held.amountMinor) + BigInt(payable.amountMinor), currency };
}

/** One line per currency: amounts of different currencies are never added. */
function Amounts({ amounts }: { amounts: readonly GraphMoney[] }) {
  const { t } = useTranslation("partners");
  if (amounts.length === 0) {
    return (
      <Text span size="sm" c="dimmed">
        {t("partners.nothing")}
      </Text>
    );
  }
  return (
    <Stack gap={0}>
      {amounts.map((money) => (
        <MoneyText key={money.currency} money={money} />
      ))}
    </Stack>
  );
}
