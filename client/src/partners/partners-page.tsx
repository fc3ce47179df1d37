import "../i18n/changes.js";

import { Anchor, Badge, Paper, Select, Stack, Text } from "@mantine/core";
import IconUsers from "@tabler/icons-react/dist/esm/icons/IconUsers.mjs";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PartnersDocument } from "../graph/generated/graphql.js";
import type { PartnerStatus, PartnersQuery } from "../graph/generated/graphql.js";
import { useRows } from "../graph/use-rows.js";
import { MoneyText } from "../money/money-text.js";
import type { GraphMoney } from "../money/format-money.js";
import { EmptyState } from "../shell/empty-state.js";
import type { Column } from "../shell/list/column.js";
import { FilterBar } from "../shell/list/filter-bar.js";
import { RowList } from "../shell/list/row-list.js";
import { SearchField } from "../shell/list/search-field.js";
import { useFilters } from "../shell/list/use-filters.js";
import { PageTitle } from "../shell/page-title.js";
import { CreatePartnerButton } from "./changes/create-partner-button.js";
import { DEMO_COMMAND } from "./first-steps.js";
import { PARTNER_FILTERS } from "./list-filters.js";

type PartnerRow = PartnersQuery["partners"]["edges"][number]["node"];

const STATUSES: readonly PartnerStatus[] = ["ACTIVE", "INVITED", "REVOKED"];

export function PartnersPage() {
  const { t } = useTranslation("partners");
  const state = useFilters(PARTNER_FILTERS);
  const status = STATUSES.find((known) => known === state.filters.status) ?? null;
  const search = state.filters.search ?? "";
  const partners = useRows(
    PartnersDocument,
    { first: 50, status, search: search || null, order: "NEWEST_FIRST" },
    "partners",
  );
  const columns: Column<PartnerRow>[] = [
    {
      key: "name",
      title: t("partners.partner"),
      onCard: "heading",
      render: (partner) => (
        <>
          <Anchor
            renderRoot={(props) => <Link {...props} to="/partners/$partnerId" params={{ partnerId: partner.id }} />}
            fw={600}
          >
            {partner.name}
          </Anchor>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {partner.email}
          </Text>
        </>
      ),
    },
    {
      key: "status",
      title: t("partners.status"),
      onCard: "corner",
      render: ({ status }) => <Badge>{t(`partnerStatus.${status}`)}</Badge>,
    },
    {
      key: "held",
      title: t("partners.held"),
      align: "end",
      render: ({ earnings }) => <Amounts amounts={earnings.accounts.map(({ held }) => held)} />,
    },
    {
      key: "payable",
      title: t("partners.payable"),
      align: "end",
      render: ({ earnings }) => <Amounts amounts={earnings.accounts.map(({ payable }) => payable)} />,
    },
  ];

  return (
    <>
      <PageTitle title={t("partners.title")} lead={t("partners.lead")} aside={<CreatePartnerButton />} />
      <Stack>
        <FilterBar list="partners" keys={PARTNER_FILTERS} state={state}>
          <SearchField
            label={t("partners.search")}
            placeholder={t("partners.searchHint")}
            value={search}
            onSearch={(text) => state.set({ search: text })}
          />
          <Select
            label={t("partners.status")}
            placeholder={t("commissions.all")}
            value={status}
            onChange={(value) => state.set({ status: value })}
            data={STATUSES.map((value) => ({ value, label: t(`partnerStatus.${value}`) }))}
            clearable
            maw={180}
          />
        </FilterBar>
        <Paper p="sm">
          <RowList
            label={t("partners.title")}
            rows={partners}
            columns={columns}
            filters={state}
            empty={
              <EmptyState
                icon={<IconUsers />}
                title={t("partners.empty.title")}
                body={t("partners.empty.body")}
                command={DEMO_COMMAND}
              />
            }
          />
        </Paper>
      </Stack>
    </>
  );
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
