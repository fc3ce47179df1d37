import { Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Column } from "../../src/shell/list/column.js";
import { RowTable } from "../../src/shell/list/row-table.js";
import { When } from "../../src/shell/when.js";
import type { FlagQuery } from "../generated/graphql.js";

type Change = FlagQuery["flag"]["history"][number];

/** What the flag was changed to, by whom: the last twenty times. */
export function FlagHistory({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation("operating");
  const columns: Column<Change>[] = [
    {
      key: "to",
      title: t("flags.whom"),
      onCard: "heading",
      render: ({ state, percent, note }) => (
        <Text size="sm" fw={600}>
          {t(`flags.whomOf.${state}`, { percent })}
          {note === "kill-switch" ? ` · ${t("flags.killed")}` : ""}
        </Text>
      ),
    },
    {
      key: "by",
      title: t("flags.by"),
      render: ({ by }) => (
        <Text span size="sm" style={{ overflowWrap: "anywhere" }}>
          {by ?? t("flags.byHouse")}
        </Text>
      ),
    },
    { key: "at", title: t("flags.changed"), render: ({ changedAt }) => <When at={changedAt} /> },
  ];
  return (
    <Paper p="lg" component="section" aria-label={t("flags.history")}>
      <Title order={2}>{t("flags.history")}</Title>
      <Text c="dimmed" mb={changes.length > 0 ? "sm" : 0}>
        {changes.length > 0 ? t("flags.historyLead") : t("flags.historyEmpty")}
      </Text>
      {changes.length > 0 ? <RowTable label={t("flags.history")} rows={changes} columns={columns} /> : null}
    </Paper>
  );
}
