import { Anchor, Chip, Group, Paper, Stack, Text } from "@mantine/core";
import IconBuildingCommunity from "@tabler/icons-react/dist/esm/icons/IconBuildingCommunity.mjs";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { useRows } from "../../src/graph/use-rows.js";
import { EmptyState } from "../../src/shell/empty-state.js";
import { formatCount } from "../../src/shell/format-count.js";
import type { Column } from "../../src/shell/list/column.js";
import { FilterBar } from "../../src/shell/list/filter-bar.js";
import { RowList } from "../../src/shell/list/row-list.js";
import { SearchField } from "../../src/shell/list/search-field.js";
import { useFilters } from "../../src/shell/list/use-filters.js";
import { PageTitle } from "../../src/shell/page-title.js";
import { When } from "../../src/shell/when.js";
import { ORGANIZATION_FILTERS } from "../filters.js";
import { OperatedOrganizationsDocument, OrganizationCountsDocument } from "../generated/graphql.js";
import type { OrganizationCountsQuery, OrganizationRowFragment } from "../generated/graphql.js";
import { StatusBadge } from "./status-badge.js";
import { STATUSES } from "./standing.js";

type Counts = OrganizationCountsQuery["operatedOrganizationCounts"];

const ALL = "all";

/** Every organization of the platform: where it stands and how much there is in it. */
export function OrganizationsPage() {
  const { t } = useTranslation("operating");
  const state = useFilters(ORGANIZATION_FILTERS);
  const search = state.filters.search ?? null;
  const status = STATUSES.find((known) => known === state.filters.status) ?? null;
  const organizations = useRows(OperatedOrganizationsDocument, { first: 50, search, status }, "operatedOrganizations");
  const [{ data }] = useQuery({ query: OrganizationCountsDocument, requestPolicy: "cache-and-network" });
  const counts = data?.operatedOrganizationCounts;

  const columns: Column<OrganizationRowFragment>[] = [
    {
      key: "name",
      title: t("organizations.name"),
      onCard: "heading",
      render: ({ id, name, slug }) => (
        <>
          <Anchor
            renderRoot={(props) => (
              <Link {...props} to="/organizations/$organizationId" params={{ organizationId: id }} />
            )}
            fw={600}
            size="sm"
            style={{ overflowWrap: "anywhere" }}
          >
            {name}
          </Anchor>
          <Text size="sm" c="dimmed">
            {slug}
          </Text>
        </>
      ),
    },
    {
      key: "status",
      title: t("organizations.standing"),
      onCard: "corner",
      render: (organization) => <StatusBadge status={organization.status} />,
    },
    ...(["memberCount", "partnerCount", "programCount"] as const).map((figure) => ({
      key: figure,
      title: t(`organizations.${figure}`),
      align: "end" as const,
      render: (organization: OrganizationRowFragment) => <Figure of={organization[figure]} />,
    })),
    {
      key: "seats",
      title: t("organizations.seats"),
      align: "end",
      render: ({ seatsUsed, seatsTotal }) => (
        <Text span size="sm" className="money">
          {seatsTotal === null || seatsTotal === undefined
            ? formatCount(seatsUsed)
            : t("organizations.seatsOf", { used: formatCount(seatsUsed), total: formatCount(seatsTotal) })}
        </Text>
      ),
    },
    { key: "created", title: t("organizations.created"), render: ({ createdAt }) => <When at={createdAt} /> },
  ];

  return (
    <>
      <PageTitle title={t("nav.organizations")} lead={t("organizations.lead")} />
      <Stack>
        <FilterBar list="organizations" keys={ORGANIZATION_FILTERS} state={state}>
          <SearchField
            label={t("organizations.search")}
            placeholder={t("organizations.searchHint")}
            value={search ?? ""}
            onSearch={(text) => state.set({ search: text })}
          />
        </FilterBar>
        <Chip.Group value={status ?? ALL} onChange={(value) => state.set({ status: value === ALL ? null : value })}>
          <Group gap="xs" role="radiogroup" aria-label={t("organizations.standing")}>
            {[ALL, ...STATUSES].map((value) => (
              <Chip key={value} value={value} size="sm" variant="outline">
                {t(`organizations.chip.${value as "all"}`)} {counts ? formatCount(countOf(counts, value)) : ""}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <Paper p="sm">
          <RowList
            label={t("nav.organizations")}
            rows={organizations}
            columns={columns}
            filters={state}
            empty={
              <EmptyState
                icon={<IconBuildingCommunity />}
                title={t("organizations.empty.title")}
                body={t("organizations.empty.body")}
              />
            }
          />
        </Paper>
      </Stack>
    </>
  );
}

function Figure({ of }: { of: number }) {
  return (
    <Text span size="sm" className="money">
      {formatCount(of)}
    </Text>
  );
}

function countOf(counts: Counts, status: string): number {
  const of: Record<string, number> = {
    PENDING_VERIFICATION: counts.pendingCount,
    ACTIVE: counts.activeCount,
    SUSPENDED: counts.suspendedCount,
    DEACTIVATED: counts.deactivatedCount,
  };
  return of[status] ?? Object.values(of).reduce((sum, count) => sum + count, 0);
}
