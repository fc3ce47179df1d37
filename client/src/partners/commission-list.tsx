import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { CommissionRowFragment } from "../graph/generated/graphql.js";
import type { Rows } from "../graph/use-rows.js";
import { formatMoney } from "../money/format-money.js";
import { MoneyText } from "../money/money-text.js";
import { formatInstant, notBefore, useNow } from "../shell/instants.js";
import type { Column } from "../shell/list/column.js";
import { RowList } from "../shell/list/row-list.js";
import type { RowListProps } from "../shell/list/row-list.js";
import { useViewer } from "../shell/use-viewer.js";
import { When } from "../shell/when.js";
import { Maturity, StatusBadge } from "./status-badge.js";
import { PartnerLink, ProgramLink } from "./thing-link.js";
import { WhyButton } from "./why-button.js";

export interface CommissionListProps extends Pick<RowListProps<CommissionRowFragment>, "filters" | "isGlance"> {
  commissions: Rows<CommissionRowFragment>;
  /** A partner's own list need not name the partner, and their page cannot open programs. */
  isPartners: boolean;
  empty: ReactNode;
}

const SHOWN_FIRST = 10;
/** Less than this between an event and its commission is the time that work takes. */
const SAME_TIME_MS = 60_000;

/** Commissions, the newest first, each with its reason. */
export function CommissionList({ commissions, isPartners, empty, filters, isGlance }: CommissionListProps) {
  const { t } = useTranslation("partners");
  const now = useNow();
  const columns: Column<CommissionRowFragment>[] = [
    { key: "amount", title: t("commissions.amount"), onCard: "heading", render: (row) => <Amount row={row} /> },
    { key: "event", title: t("commissions.event"), render: (row) => <EventOf row={row} isLinked={!isPartners} /> },
    {
      key: "partner",
      title: t("commissions.partner"),
      render: ({ partner }) => <PartnerLink partner={partner} />,
    },
    {
      key: "status",
      title: t("commissions.status"),
      render: (row) => (
        <Group gap="xs">
          <StatusBadge status={row.status} />
          <Maturity status={row.status} heldUntil={row.heldUntil} now={notBefore(row.createdAt, now)} />
        </Group>
      ),
    },
    { key: "when", title: t("commissions.when"), render: (row) => <EarnedWhen row={row} /> },
    {
      key: "why",
      title: t("commissions.whyShort"),
      isTitleHidden: true,
      align: "end",
      onCard: "corner",
      render: (row) => <WhyButton commission={row} />,
    },
  ];
  return (
    <RowList
      label={t("commissions.title")}
      rows={commissions}
      columns={isPartners ? columns.filter(({ key }) => key !== "partner") : columns}
      empty={empty}
      filters={filters}
      shownFirst={SHOWN_FIRST}
      isGlance={isGlance ?? false}
    />
  );
}

/** What it is worth today, and what it was first where corrections came later. */
function Amount({ row }: { row: CommissionRowFragment }) {
  const { t } = useTranslation("partners");
  const changed = BigInt(row.netAmount.amountMinor) !== BigInt(row.amount.amountMinor);
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

function EventOf({ row: { event, program }, isLinked }: { row: CommissionRowFragment; isLinked: boolean }) {
  const { t } = useTranslation("partners");
  if (!isLinked) {
    return (
      <Stack gap={0}>
        <Text size="sm" fw={550}>
          {event.type}
        </Text>
        <Text size="sm" c="dimmed">
          {program.name}
        </Text>
      </Stack>
    );
  }
  return (
    <Stack gap={0}>
      <Anchor
        renderRoot={(props) => <Link {...props} to="/events/$eventId" params={{ eventId: event.id }} />}
        size="sm"
        fw={550}
        aria-label={t("commissions.openEvent", { event: event.type })}
      >
        {event.type}
      </Anchor>
      <ProgramLink program={program} />
    </Stack>
  );
}

/** When it was earned, which is what the list is ordered by; and when the event happened, if that was another time. */
function EarnedWhen({ row: { createdAt, event } }: { row: CommissionRowFragment }) {
  const { t } = useTranslation("partners");
  const { timeZone } = useViewer().organization;
  const isLater = Date.parse(createdAt) - Date.parse(event.occurredAt) > SAME_TIME_MS;
  return (
    <Stack gap={0}>
      <When at={createdAt} />
      {isLater ? (
        <Text size="sm" c="dimmed">
          {t("commissions.eventAt", { at: formatInstant(event.occurredAt, timeZone) })}
        </Text>
      ) : null}
    </Stack>
  );
}
