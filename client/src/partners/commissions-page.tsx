import { Paper, Select, Stack } from "@mantine/core";
import IconCoins from "@tabler/icons-react/dist/esm/icons/IconCoins.mjs";
import { useTranslation } from "react-i18next";

import { CommissionsDocument } from "../graph/generated/graphql.js";
import type { CommissionStatus } from "../graph/generated/graphql.js";
import { useRows } from "../graph/use-rows.js";
import { EmptyState } from "../shell/empty-state.js";
import { FilterBar } from "../shell/list/filter-bar.js";
import { useFilters } from "../shell/list/use-filters.js";
import { PageTitle } from "../shell/page-title.js";
import { CommissionList } from "./commission-list.js";
import { recordEventCommand } from "./first-steps.js";
import { COMMISSION_FILTERS } from "./list-filters.js";
import { PartnerSelect } from "./partner-select.js";

const STATUSES: readonly CommissionStatus[] = ["HELD", "APPROVED", "PAID", "REVERSED", "REJECTED"];

export function CommissionsPage() {
  const { t } = useTranslation("partners");
  const state = useFilters(COMMISSION_FILTERS);
  const { filters } = state;
  const status = STATUSES.find((known) => known === filters.status) ?? null;
  const partnerId = filters.partner ?? null;
  const commissions = useRows(CommissionsDocument, { first: 50, status, partnerId }, "commissions");

  return (
    <>
      <PageTitle title={t("commissions.title")} lead={t("commissions.lead")} />
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
