import { Paper, Select, Stack } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import IconCoins from "@tabler/icons-react/dist/esm/icons/IconCoins.mjs";
import { useTranslation } from "react-i18next";

import { CommissionFramesDocument, CommissionsDocument } from "../graph/generated/graphql.js";
import type { CommissionStatus } from "../graph/generated/graphql.js";
import { useConnectionState } from "../graph/graph-context.js";
import { useFrames } from "../graph/use-frames.js";
import { useRows } from "../graph/use-rows.js";
import { ConnectionBadge } from "../shell/connection-badge.js";
import { EmptyState } from "../shell/empty-state.js";
import { DayField } from "../shell/list/day-field.js";
import { FilterBar } from "../shell/list/filter-bar.js";
import { useFilters } from "../shell/list/use-filters.js";
import { PageTitle } from "../shell/page-title.js";
import { useViewer } from "../shell/use-viewer.js";
import { instantsOfDays } from "../shell/zoned-day.js";
import { CommissionList } from "./commission-list.js";
import { recordEventCommand } from "./first-steps.js";
import { COMMISSION_FILTERS } from "./list-filters.js";
import { PartnerSelect } from "./partner-select.js";
import { ProgramSelect } from "./programs/program-select.js";

const STATUSES: readonly CommissionStatus[] = ["HELD", "APPROVED", "PAID", "REVERSED", "REJECTED"];

/** A burst of changes asks for the list once. */
const REFRESH_AFTER_MS = 500;

/** Every commission of the organization, as they are earned. */
export function CommissionsPage() {
  const { t } = useTranslation("partners");
  const { timeZone } = useViewer().organization;
  const connection = useConnectionState();
  const state = useFilters(COMMISSION_FILTERS);
  const { filters } = state;
  const status = STATUSES.find((known) => known === filters.status) ?? null;
  const partnerId = filters.partner ?? null;
  const programId = filters.program ?? null;
  const isOldestFirst = filters.order === "oldest";
  const commissions = useRows(
    CommissionsDocument,
    {
      first: 50,
      status,
      partnerId,
      programId,
      ...instantsOfDays(filters, timeZone),
      order: isOldestFirst ? "OLDEST_FIRST" : "NEWEST_FIRST",
      counted: true,
    },
    "commissions",
  );
  const refresh = useDebouncedCallback(() => void commissions.refresh(), REFRESH_AFTER_MS);
  useFrames(
    CommissionFramesDocument,
    { partnerId, programId },
    { cursorOf: (frame) => frame.commissions.cursor, onFrame: refresh, onBegin: refresh, isPaused: isOldestFirst },
  );

  return (
    <>
      <PageTitle
        title={t("commissions.title")}
        lead={t("commissions.lead")}
        aside={<ConnectionBadge state={connection} />}
      />
      <Stack>
        <FilterBar list="commissions" keys={COMMISSION_FILTERS} state={state}>
          <Select
            label={t("commissions.status")}
            placeholder={t("commissions.all")}
            value={status}
            onChange={(value) => state.set({ status: value })}
            data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
            clearable
            maw={180}
          />
          <PartnerSelect
            label={t("commissions.partner")}
            value={partnerId}
            onChange={(value) => state.set({ partner: value })}
          />
          <ProgramSelect
            label={t("commissions.program")}
            value={programId}
            onChange={(value) => state.set({ program: value })}
          />
          <DayField
            label={t("commissions.from")}
            value={filters.from ?? ""}
            onChange={(day) => state.set({ from: day })}
          />
          <DayField
            label={t("commissions.until")}
            value={filters.until ?? ""}
            onChange={(day) => state.set({ until: day })}
          />
          <Select
            label={t("commissions.order")}
            value={isOldestFirst ? "oldest" : "newest"}
            onChange={(value) => state.set({ order: value === "oldest" ? "oldest" : null })}
            data={[
              { value: "newest", label: t("commissions.newestFirst") },
              { value: "oldest", label: t("commissions.oldestFirst") },
            ]}
            allowDeselect={false}
            maw={160}
          />
        </FilterBar>
        <Paper p="sm">
          <CommissionList
            commissions={commissions}
            isPartners={false}
            filters={state}
            empty={
              <EmptyState
                icon={<IconCoins />}
                title={t("commissions.empty.title")}
                body={t("commissions.empty.body")}
                command={recordEventCommand()}
              />
            }
          />
        </Paper>
      </Stack>
    </>
  );
}
