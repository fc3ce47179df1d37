import "../i18n/organizations.js";

import { Badge, Paper, Select, Stack, Text } from "@mantine/core";
import IconUsersGroup from "@tabler/icons-react/dist/esm/icons/IconUsersGroup.mjs";
import { useTranslation } from "react-i18next";

import { MembersDocument } from "../graph/generated/graphql.js";
import type { MemberRowFragment, Role } from "../graph/generated/graphql.js";
import { useRows } from "../graph/use-rows.js";
import { EmptyState } from "../shell/empty-state.js";
import type { Column } from "../shell/list/column.js";
import { FilterBar } from "../shell/list/filter-bar.js";
import { RowList } from "../shell/list/row-list.js";
import { useFilters } from "../shell/list/use-filters.js";
import { PageTitle } from "../shell/page-title.js";
import { useViewer } from "../shell/use-viewer.js";
import { When } from "../shell/when.js";
import { InviteButton } from "./invite-button.js";
import { MEMBER_FILTERS } from "./member-filters.js";

/** Every role; one that the graph gains fails the type check here. */
const ROLES: Record<Role, true> = {
  OWNER: true,
  MAINTAINER: true,
  BILLING_ADMIN: true,
  MANAGER: true,
  SUPPORT: true,
  EXPERT: true,
  LEARNER: true,
};

/** Who has a seat in the organization, and what they may do. */
export function MembersPage() {
  const { t } = useTranslation("organizations");
  const { t: shell } = useTranslation("shell");
  const state = useFilters(MEMBER_FILTERS);
  const mayInvite = useViewer().permissions.includes("invitation:write");
  const roles = Object.keys(ROLES) as Role[];
  const role = roles.find((known) => known === state.filters.role) ?? null;
  const members = useRows(MembersDocument, { first: 50, role }, "memberships");
  const columns: Column<MemberRowFragment>[] = [
    {
      key: "name",
      title: t("members.name"),
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
      title: t("members.role"),
      onCard: "corner",
      render: (member) => <Badge>{shell(`role.${member.role}`)}</Badge>,
    },
    {
      key: "may",
      title: t("members.may"),
      render: (member) => (
        <Text span size="sm">
          {t(`members.roleMeans.${member.role}`)}
        </Text>
      ),
    },
    {
      key: "since",
      title: t("members.since"),
      render: ({ createdAt, revokedAt }) =>
        revokedAt ? (
          <Text span size="sm">
            {t("members.removed")} <When at={revokedAt} />
          </Text>
        ) : (
          <When at={createdAt} />
        ),
    },
  ];

  return (
    <>
      <PageTitle
        title={t("members.title")}
        lead={t("members.lead")}
        aside={mayInvite ? <InviteButton roles={roles} /> : null}
      />
      <Stack>
        <FilterBar list="members" keys={MEMBER_FILTERS} state={state}>
          <Select
            label={t("members.role")}
            placeholder={t("members.any")}
            value={role}
            onChange={(value) => state.set({ role: value })}
            data={roles.map((value) => ({ value, label: shell(`role.${value}`) }))}
            clearable
            maw={200}
          />
        </FilterBar>
        <Paper p="sm">
          <RowList
            label={t("members.title")}
            rows={members}
            columns={columns}
            filters={state}
            empty={
              <EmptyState icon={<IconUsersGroup />} title={t("members.empty.title")} body={t("members.empty.body")} />
            }
          />
        </Paper>
      </Stack>
    </>
  );
}
