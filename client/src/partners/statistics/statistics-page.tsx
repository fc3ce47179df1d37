import "../../i18n/statistics.js";

import { Group, Paper, SegmentedControl, Select, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconChartBar from "@tabler/icons-react/dist/esm/icons/IconChartBar.mjs";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { ClickStatsDocument, CommissionStatsDocument } from "../../graph/generated/graphql.js";
import type { CommissionStatsQuery, Dimension } from "../../graph/generated/graphql.js";
import { MoneyText } from "../../money/money-text.js";
import { EmptyState } from "../../shell/empty-state.js";
import { Failure } from "../../shell/failure.js";
import { formatCount } from "../../shell/format-count.js";
import { useNow } from "../../shell/instants.js";
import type { Column } from "../../shell/list/column.js";
import { DayField } from "../../shell/list/day-field.js";
import { FilterBar } from "../../shell/list/filter-bar.js";
import { RowTable } from "../../shell/list/row-table.js";
import { useFilters } from "../../shell/list/use-filters.js";
import { PageTitle } from "../../shell/page-title.js";
import { useViewer } from "../../shell/use-viewer.js";
import { dayOfInstant, instantsOfDays } from "../../shell/zoned-day.js";
import { STATISTICS_FILTERS } from "../list-filters.js";
import { PartnerSelect } from "../partner-select.js";
import { ProgramSelect } from "../programs/program-select.js";
import { PartnerLink, ProgramLink } from "../thing-link.js";
import { daysBack, periodsBetween } from "./periods.js";
import type { Grain } from "./periods.js";
import { periodLabel } from "./period-label.js";
import { useAllStats } from "./use-all-stats.js";

const AmountChart = lazy(() => import("./amount-chart.js").then((module) => ({ default: module.AmountChart })));

type Stat = CommissionStatsQuery["commissionStats"]["edges"][number]["node"];

const GRAINS: readonly Grain[] = ["DAY", "WEEK", "MONTH"];
const THINGS = ["PARTNER", "PROGRAM", "LINK"] as const satisfies readonly Dimension[];
type Thing = (typeof THINGS)[number];
const DAYS_SHOWN = 30;

/** What commissions come to, by time and by what they came from. */
export function StatisticsPage() {
  const { t } = useTranslation("statistics");
  const { timeZone } = useViewer().organization;
  const now = useNow();
  const state = useFilters(STATISTICS_FILTERS);
  const { filters } = state;
  const grain = GRAINS.find((known) => known === filters.grain) ?? "DAY";
  const thing = THINGS.find((known) => known === filters.by) ?? "PARTNER";
  const from = filters.from ?? daysBack(DAYS_SHOWN - 1, now, timeZone);
  const until = filters.until ?? dayOfInstant(now, timeZone);
  const scope = {
    ...instantsOfDays({ from, until }, timeZone),
    partnerId: filters.partner ?? null,
    programId: filters.program ?? null,
  };
  const byTime = useAllStats(CommissionStatsDocument, { ...scope, groupBy: [grain] }, "commissionStats");
  const byThing = useAllStats(CommissionStatsDocument, { ...scope, groupBy: [thing] }, "commissionStats");
  const clicks = useAllStats(ClickStatsDocument, { ...scope, groupBy: [thing] }, "clickStats");
  const error = byTime.error ?? byThing.error ?? clicks.error;
  const currencies = [...new Set((byTime.rows ?? []).map(({ currency }) => currency))].sort();

  return (
    <>
      <PageTitle title={t("title")} lead={t("lead")} />
      <Stack>
        <FilterBar list="statistics" keys={STATISTICS_FILTERS} state={state}>
          <DayField label={t("from")} value={from} onChange={(day) => state.set({ from: day })} />
          <DayField label={t("until")} value={until} onChange={(day) => state.set({ until: day })} />
          <PartnerSelect
            label={t("thing.PARTNER")}
            value={filters.partner ?? null}
            onChange={(value) => state.set({ partner: value })}
          />
          <ProgramSelect
            label={t("thing.PROGRAM")}
            value={filters.program ?? null}
            onChange={(value) => state.set({ program: value })}
          />
        </FilterBar>
        {error ? <Failure error={error} onRetry={byTime.refresh} /> : null}
        {byTime.rows === null && !error ? <Skeleton h={300} /> : null}
        {byTime.rows?.length === 0 ? (
          <Paper>
            <EmptyState icon={<IconChartBar />} title={t("empty.title")} body={t("empty.body")} />
          </Paper>
        ) : null}
        {currencies.map((currency, index) => (
          <Paper key={currency} p="lg" component="section" aria-labelledby={`earned-${currency}`}>
            <Group justify="space-between" mb="md">
              <Title order={2} id={`earned-${currency}`}>
                {t("earned", { currency })}{" "}
                <MoneyText money={{ amountMinor: total(byTime.rows, currency), currency }} data-testid="stat-total" />
              </Title>
              {index === 0 ? (
                <SegmentedControl
                  aria-label={t("grain")}
                  value={grain}
                  onChange={(value) => state.set({ grain: value === "DAY" ? null : value })}
                  data={GRAINS.map((value) => ({ value, label: t(`grains.${value}`) }))}
                />
              ) : null}
            </Group>
            <Suspense fallback={<Skeleton h={220} />}>
              <AmountChart
                currency={currency}
                name={t("earned", { currency })}
                bars={periodsBetween(from, until, grain).map((period) => ({
                  key: period,
                  label: periodLabel(period, grain),
                  amountMinor: total(
                    byTime.rows?.filter((row) => (row.day ?? row.week ?? row.month) === period) ?? null,
                    currency,
                  ),
                }))}
              />
            </Suspense>
          </Paper>
        ))}
        {byThing.rows && byThing.rows.length > 0 ? (
          <Paper p="sm" component="section" aria-labelledby="by-thing">
            <Group justify="space-between" p="sm">
              <Title order={2} id="by-thing">
                {t("byThing")}
              </Title>
              <Select
                aria-label={t("groupBy")}
                value={thing}
                onChange={(value) => state.set({ by: value === "PARTNER" ? null : value })}
                data={THINGS.map((value) => ({ value, label: t(`thing.${value}`) }))}
                allowDeselect={false}
                w={160}
              />
            </Group>
            <RowTable
              label={t("byThing")}
              rows={byThing.rows.toSorted(byAmount)}
              columns={columnsOf(t, thing, clicks.rows)}
            />
            {byThing.isCut ? (
              <Text size="sm" c="dimmed" ta="center" py="sm">
                {t("cut")}
              </Text>
            ) : null}
          </Paper>
        ) : null}
      </Stack>
    </>
  );
}

interface Clicks {
  partnerId?: string | null | undefined;
  programId?: string | null | undefined;
  linkId?: string | null | undefined;
  clicks: number;
}

type Translate = ReturnType<typeof useTranslation<"statistics">>["t"];

function columnsOf(t: Translate, thing: Thing, clicks: readonly Clicks[] | null): Column<Stat>[] {
  const money = (key: string, title: string, read: (row: Stat) => number | string): Column<Stat> => ({
    key,
    title,
    align: "end",
    render: (row) => <MoneyText money={{ amountMinor: read(row), currency: row.currency }} />,
  });
  return [
    {
      key: "thing",
      title: t(`thing.${thing}`),
      onCard: "heading",
      render: (row) => <ThingOf row={row} thing={thing} />,
    },
    {
      key: "clicks",
      title: t("clicks"),
      align: "end",
      render: (row) => {
        const found = clicks?.find((other) => idOf(other, thing) === idOf(row, thing));
        return <span className="money">{found ? formatCount(found.clicks) : clicks === null ? "…" : "0"}</span>;
      },
    },
    {
      key: "conversions",
      title: t("conversions"),
      align: "end",
      render: ({ conversions }) => <span className="money">{formatCount(conversions)}</span>,
    },
    money("held", t("held"), ({ heldMinor }) => heldMinor),
    money("approved", t("approved"), ({ approvedMinor }) => approvedMinor),
    money("amount", t("amount"), ({ amountMinor }) => amountMinor),
  ];
}

function ThingOf({ row, thing }: { row: Stat; thing: Thing }) {
  if (thing === "PARTNER" && row.partnerId) {
    return <PartnerLink partner={{ id: row.partnerId, name: row.partnerName ?? row.partnerId }} />;
  }
  if (thing === "PROGRAM" && row.programId) {
    return <ProgramLink program={{ id: row.programId, name: row.programName ?? row.programId }} />;
  }
  return (
    <Text span size="sm">
      {row.linkKey ?? "–"}
    </Text>
  );
}

function idOf(row: Omit<Clicks, "clicks">, thing: Thing): string | null | undefined {
  return thing === "PARTNER" ? row.partnerId : thing === "PROGRAM" ? row.programId : row.linkId;
}

function byAmount(a: Stat, b: Stat): number {
  const difference = BigInt(b.amountMinor) - BigInt(a.amountMinor);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

function total(rows: readonly Stat[] | null, currency: string): bigint {
  return (rows ?? [])
    .filter((row) => row.currency === currency)
    .reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n);
}
