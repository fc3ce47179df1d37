import { Paper, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import IconCoins from "@tabler/icons-react/dist/esm/icons/IconCoins.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CommissionsDocument } from "../graph/generated/graphql.js";
import type { CommissionStatus } from "../graph/generated/graphql.js";
import { useRows } from "../graph/use-rows.js";
import { EmptyState } from "../shell/empty-state.js";
import { Failure } from "../shell/failure.js";
import { PageTitle } from "../shell/page-title.js";
import { CommissionList } from "./commission-list.js";
import { recordEventCommand } from "./first-steps.js";

const STATUSES: readonly CommissionStatus[] = ["HELD", "APPROVED", "PAID", "REVERSED", "REJECTED"];

export function CommissionsPage() {
  const { t } = useTranslation("partners");
  const [status, setStatus] = useState<CommissionStatus | null>(null);
  const commissions = useRows(CommissionsDocument, { first: 50, status }, "commissions");
  const empty = !commissions.loading && !commissions.error && commissions.rows.length === 0;

  return (
    <>
      <PageTitle title={t("commissions.title")} lead={t("commissions.lead")} />
      <Stack>
        <div style={{ overflowX: "auto" }}>
          <SegmentedControl
            aria-label={t("commissions.filter")}
            value={status ?? "ALL"}
            onChange={(value) => setStatus(STATUSES.find((known) => known === value) ?? null)}
            data={[
              { value: "ALL", label: t("commissions.all") },
              ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
            ]}
          />
        </div>
        <Paper p="sm">
          {commissions.error ? <Failure error={commissions.error} onRetry={() => void commissions.refresh()} /> : null}
          {commissions.loading ? <Skeleton h={320} /> : null}
          {empty && status ? (
            <Text c="dimmed" ta="center" py="xl">
              {t("commissions.emptyFiltered")}
            </Text>
          ) : null}
          {empty && !status ? (
            <EmptyState
              icon={<IconCoins />}
              title={t("commissions.empty.title")}
              body={t("commissions.empty.body")}
              command={recordEventCommand()}
            />
          ) : null}
          {commissions.rows.length > 0 ? <CommissionList commissions={commissions} withPartner /> : null}
        </Paper>
      </Stack>
    </>
  );
}
