import { Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Column } from "../../src/shell/list/column.js";
import { RowTable } from "../../src/shell/list/row-table.js";
import { When } from "../../src/shell/when.js";
import type { OrganizationVisitFragment } from "../generated/graphql.js";

/** Who was in whose place, and why. The organization sees that it was so, but not the reason. */
export function Visits({ visits }: { visits: readonly OrganizationVisitFragment[] }) {
  const { t } = useTranslation("operating");
  const columns: Column<OrganizationVisitFragment>[] = [
    {
      key: "who",
      title: t("visits.who"),
      onCard: "heading",
      render: ({ operatorEmail, memberName }) => (
        <>
          <Text fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
            {operatorEmail ?? t("visits.unknown")}
          </Text>
          <Text size="sm" c="dimmed">
            {t("visits.as", { name: memberName ?? t("visits.unknown") })}
          </Text>
        </>
      ),
    },
    {
      key: "reason",
      title: t("reason.label"),
      render: ({ reason }) => (
        <Text span size="sm" style={{ overflowWrap: "anywhere" }}>
          {reason}
        </Text>
      ),
    },
    {
      key: "may",
      title: t("visits.may"),
      render: ({ isReadOnly }) => (
        <Text span size="sm">
          {t(isReadOnly ? "visits.looked" : "visits.changed")}
        </Text>
      ),
    },
    { key: "began", title: t("visits.began"), render: ({ startedAt }) => <When at={startedAt} /> },
    {
      key: "ended",
      title: t("visits.ended"),
      render: ({ endedAt }) =>
        endedAt ? (
          <When at={endedAt} />
        ) : (
          <Text span size="sm">
            {t("visits.running")}
          </Text>
        ),
    },
  ];
  return (
    <Paper p="lg" component="section" aria-label={t("visits.title")}>
      <Title order={2}>{t("visits.title")}</Title>
      <Text c="dimmed" mb={visits.length > 0 ? "sm" : 0}>
        {visits.length > 0 ? t("visits.lead") : t("visits.empty")}
      </Text>
      {visits.length > 0 ? <RowTable label={t("visits.title")} rows={visits} columns={columns} /> : null}
    </Paper>
  );
}
