import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { DataTable } from "mantine-datatable";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { CommissionRowFragment } from "../graph/generated/graphql.js";
import type { Rows } from "../graph/use-rows.js";
import { formatMoney } from "../money/format-money.js";
import { MoneyText } from "../money/money-text.js";
import { formatInstant, notBefore, useNow } from "../shell/instants.js";
import { useViewer } from "../shell/use-viewer.js";
import classes from "./commission-list.module.css";
import { Maturity, StatusBadge } from "./status-badge.js";
import { WhyButton } from "./why-button.js";

export interface CommissionListProps {
  commissions: Rows<CommissionRowFragment>;
  /** A partner's own list need not name the partner. */
  withPartner: boolean;
}

const SHOWN_FIRST = 10;
const SHOWN_MORE = 20;

/** Commissions, newest first: a table where there is room, cards where there is none. */
export function CommissionList({ commissions, withPartner }: CommissionListProps) {
  const { t } = useTranslation("partners");
  const { t: shell } = useTranslation("shell");
  const { timeZone } = useViewer().organization;
  const now = useNow();
  const wide = useMediaQuery("(min-width: 48em)", true, { getInitialValueInEffect: false });
  const [shownMax, setShownMax] = useState(SHOWN_FIRST);
  const rows = commissions.rows.slice(0, shownMax);
  const showMore = () => {
    if (commissions.rows.length < shownMax + SHOWN_MORE) void commissions.loadMore();
    setShownMax(shownMax + SHOWN_MORE);
  };

  return (
    <Stack gap="sm">
      {wide ? (
        <DataTable
          records={rows}
          minHeight={0}
          verticalSpacing="sm"
          horizontalSpacing="md"
          backgroundColor="transparent"
          highlightOnHover
          columns={[
            { accessor: "amount", title: t("commissions.amount"), render: (row) => <Amount row={row} /> },
            {
              accessor: "event",
              title: t("commissions.event"),
              render: (row) => (
                <>
                  <Text size="sm" fw={550}>
                    {row.event.type}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {row.program.name}
                  </Text>
                </>
              ),
            },
            {
              accessor: "partner",
              title: t("commissions.partner"),
              render: ({ partner }) => partner.name,
              hidden: !withPartner,
            },
            {
              accessor: "status",
              title: t("commissions.status"),
              render: (row) => (
                <Group gap="xs">
                  <StatusBadge status={row.status} />
                  <Maturity status={row.status} heldUntil={row.heldUntil} now={notBefore(row.event.occurredAt, now)} />
                </Group>
              ),
            },
            {
              accessor: "when",
              title: t("commissions.when"),
              noWrap: true,
              render: (row) => (
                <Text size="sm" c="dimmed">
                  {formatInstant(row.event.occurredAt, timeZone)}
                </Text>
              ),
            },
            {
              accessor: "why",
              title: <span className={classes.hiddenTitle}>{t("commissions.whyShort")}</span>,
              textAlign: "right",
              render: (row) => <WhyButton commission={row} />,
            },
          ]}
        />
      ) : (
        <ul className={classes.cards}>
          {rows.map((row) => (
            <li key={row.id} className={classes.card}>
              <Group justify="space-between" wrap="nowrap" align="flex-start">
                <Box miw={0}>
                  <Text fz="lg">
                    <Amount row={row} />
                  </Text>
                  <Text size="sm" c="dimmed">
                    {row.event.type} · {row.program.name}
                    {withPartner ? ` · ${row.partner.name}` : null}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {formatInstant(row.event.occurredAt, timeZone)}
                  </Text>
                </Box>
                <WhyButton commission={row} />
              </Group>
              <Group gap="xs" mt={6}>
                <StatusBadge status={row.status} />
                <Maturity status={row.status} heldUntil={row.heldUntil} now={notBefore(row.event.occurredAt, now)} />
              </Group>
            </li>
          ))}
        </ul>
      )}
      {commissions.hasMore || commissions.rows.length > shownMax ? (
        <Button variant="default" onClick={showMore} loading={commissions.loadingMore} style={{ alignSelf: "center" }}>
          {shell("loadMore")}
        </Button>
      ) : null}
    </Stack>
  );
}

/** What it is worth today, and what it was first where corrections came later. */
function Amount({ row }: { row: CommissionRowFragment }) {
  const { t } = useTranslation("partners");
  const changed = row.netAmount.amountMinor !== row.amount.amountMinor;
  return (
    <>
      <MoneyText money={row.netAmount} fw={650} />
      {changed ? (
        <Text span size="sm" c="dimmed" display="block">
          {t("commissions.was", { amount: formatMoney(row.amount) })}
        </Text>
      ) : null}
    </>
  );
}
