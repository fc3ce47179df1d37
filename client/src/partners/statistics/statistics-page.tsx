import "../../i18n/statistics.js";

import { Paper, Skeleton, Stack } from "@mantine/core";
import IconChartBar from "@tabler/icons-react/dist/esm/icons/IconChartBar.mjs";
import { useTranslation } from "react-i18next";

import { ClickStatsDocument, CommissionStatsDocument } from "../../graph/generated/graphql.js";
import { EmptyState } from "../../shell/empty-state.js";
import { Failure } from "../../shell/failure.js";
import { useNow } from "../../shell/instants.js";
import { DayField } from "../../shell/list/day-field.js";
import { FilterBar } from "../../shell/list/filter-bar.js";
import { useFilters } from "../../shell/list/use-filters.js";
import { PageTitle } from "../../shell/page-title.js";
import { useViewer } from "../../shell/use-viewer.js";
import { dayOfInstant, instantsOfDays } from "../../shell/zoned-day.js";
import { STATISTICS_FILTERS } from "../list-filters.js";
import { PartnerSelect } from "../partner-select.js";
import { ProgramSelect } from "../programs/program-select.js";
import { EarnedByThing } from "./earned-by-thing.js";
import { EarnedByTime, GRAINS } from "./earned-by-time.js";
import { daysBack } from "./periods.js";
import { THINGS } from "./stat.js";
import { useAllStats } from "./use-all-stats.js";

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
          <EarnedByTime
            key={currency}
            currency={currency}
            rows={byTime.rows ?? []}
            from={from}
            until={until}
            grain={grain}
            {...(index === 0 && { onGrain: (value) => state.set({ grain: value === "DAY" ? null : value }) })}
          />
        ))}
        {byThing.rows && byThing.rows.length > 0 ? (
          <EarnedByThing
            thing={thing}
            onThing={(value) => state.set({ by: value === "PARTNER" ? null : value })}
            rows={byThing.rows}
            clicks={clicks.rows}
            isCut={byThing.isCut}
          />
        ) : null}
      </Stack>
    </>
  );
}
