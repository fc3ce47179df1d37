import { Badge, Button, Paper, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Column } from "../../src/shell/list/column.js";
import { RowTable } from "../../src/shell/list/row-table.js";
import { When } from "../../src/shell/when.js";
import type { OrganizationMemberFragment, OrganizationRowFragment } from "../generated/graphql.js";
import { ImpersonateDialog } from "./impersonate-dialog.js";

export interface PeopleProps {
  organization: OrganizationRowFragment;
  members: readonly OrganizationMemberFragment[];
}

/** The members, and the way to see what one of them sees. */
export function People({ organization, members }: PeopleProps) {
  const { t } = useTranslation("operating");
  const { t: shell } = useTranslation("shell");
  const [visited, setVisited] = useState<OrganizationMemberFragment | null>(null);
  // Nobody comes into an organization that does not work, an operator in a member's place neither.
  const isOpen = organization.status === "ACTIVE";
  const columns: Column<OrganizationMemberFragment>[] = [
    {
      key: "name",
      title: t("people.name"),
      onCard: "heading",
      render: ({ name, email }) => (
        <>
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {email}
          </Text>
        </>
      ),
    },
    {
      key: "role",
      title: t("people.role"),
      onCard: "corner",
      render: ({ role }) => <Badge>{shell(`role.${role}`)}</Badge>,
    },
    {
      key: "status",
      title: t("people.standing"),
      render: ({ status }) => (
        <Text span size="sm">
          {t(`people.status.${status}`)}
        </Text>
      ),
    },
    {
      key: "signedIn",
      title: t("people.signedIn"),
      render: ({ lastSignInAt }) =>
        lastSignInAt ? (
          <When at={lastSignInAt} />
        ) : (
          <Text span size="sm" c="dimmed">
            {t("people.never")}
          </Text>
        ),
    },
    {
      key: "actions",
      title: t("people.actions"),
      isTitleHidden: true,
      align: "end",
      render: (member) =>
        isOpen && member.status === "ACTIVE" ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setVisited(member)}
            aria-label={t("impersonate.openOf", { name: member.name })}
          >
            {t("impersonate.open")}
          </Button>
        ) : null,
    },
  ];
  return (
    <Paper p="lg" component="section" aria-label={t("people.title")}>
      <Title order={2}>{t("people.title")}</Title>
      <Text c="dimmed" mb="sm">
        {members.length > 0 ? t("people.lead") : t("people.empty")}
      </Text>
      {members.length > 0 ? <RowTable label={t("people.title")} rows={members} columns={columns} /> : null}
      {visited ? (
        <ImpersonateDialog organizationId={organization.id} member={visited} onClose={() => setVisited(null)} />
      ) : null}
    </Paper>
  );
}
