import { Button, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ActionFaults } from "../../src/shell/form/action-faults.js";
import { useAction } from "../../src/shell/form/use-action.js";
import type { Column } from "../../src/shell/list/column.js";
import { RowTable } from "../../src/shell/list/row-table.js";
import { toast } from "../../src/shell/toast.js";
import { When } from "../../src/shell/when.js";
import { EndImpersonationDocument } from "../generated/graphql.js";
import type { OrganizationVisitFragment } from "../generated/graphql.js";

const isRunning = ({ endedAt }: OrganizationVisitFragment): boolean => endedAt == null;

export interface VisitsProps {
  visits: readonly OrganizationVisitFragment[];
  onChanged: () => void;
}

/** Who was in whose place, and why; one that runs is ended here. The organization sees that it was so, but not the reason. */
export function Visits({ visits, onChanged }: VisitsProps) {
  const { t } = useTranslation("operating");
  const action = useAction(EndImpersonationDocument, "endImpersonation");
  const end = async (impersonationId: string) => {
    if (await action.run({ input: { impersonationId } })) void toast(t("visits.done"));
    onChanged();
  };
  const ending: Column<OrganizationVisitFragment> = {
    key: "actions",
    title: t("visits.actions"),
    isTitleHidden: true,
    align: "end",
    render: (visit) =>
      isRunning(visit) ? (
        <Button
          size="compact-sm"
          variant="default"
          disabled={action.isRunning}
          aria-label={t("visits.endOf", { name: visit.operatorEmail ?? t("visits.unknown") })}
          onClick={() => void end(visit.id)}
        >
          {t("visits.end")}
        </Button>
      ) : null,
  };
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
    ...(visits.some(isRunning) ? [ending] : []),
  ];
  return (
    <Paper p="lg" component="section" aria-label={t("visits.title")}>
      <Title order={2}>{t("visits.title")}</Title>
      <Text c="dimmed" mb={visits.length > 0 ? "sm" : 0}>
        {visits.length > 0 ? t("visits.lead") : t("visits.empty")}
      </Text>
      <ActionFaults action={action} />
      {visits.length > 0 ? <RowTable label={t("visits.title")} rows={visits} columns={columns} /> : null}
    </Paper>
  );
}
