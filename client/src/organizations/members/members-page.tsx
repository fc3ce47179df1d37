import "../../i18n/organizations.js";

import { Badge, Checkbox, Paper, Select, Stack, Text } from "@mantine/core";
import IconUsersGroup from "@tabler/icons-react/dist/esm/icons/IconUsersGroup.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { MembersDocument } from "../../graph/generated/graphql.js";
import type { MemberRowFragment } from "../../graph/generated/graphql.js";
import { useRows } from "../../graph/use-rows.js";
import { EmptyState } from "../../shell/empty-state.js";
import type { Column } from "../../shell/list/column.js";
import { FilterBar } from "../../shell/list/filter-bar.js";
import { RowList } from "../../shell/list/row-list.js";
import { SearchField } from "../../shell/list/search-field.js";
import { useFilters } from "../../shell/list/use-filters.js";
import { PageTitle } from "../../shell/page-title.js";
import { useViewer } from "../../shell/use-viewer.js";
import { When } from "../../shell/when.js";
import { EmailText } from "../../shell/email-text.js";
import { BulkSteps } from "./bulk-steps.js";
import { InviteButton } from "./invite-button.js";
import { MEMBER_FILTERS } from "./member-filters.js";
import { MemberMenu } from "./member-menu.js";
import { stepsOf } from "./member-steps.js";
import { PendingInvitations } from "./pending-invitations.js";
import { ROLES, STATUSES } from "./roles.js";
import { Seats } from "./seats.js";

/** Who has a seat in the organization, what they may do, and who is invited. */
export function MembersPage() {
  const { t } = useTranslation("organizations");
  const { t: shell } = useTranslation("shell");
  const state = useFilters(MEMBER_FILTERS);
  const { permissions } = useViewer();
  const mayWrite = permissions.includes("member:write");
  const role = ROLES.find((known) => known === state.filters.role) ?? null;
  const status = STATUSES.find((known) => known === state.filters.status) ?? null;
  const search = state.filters.search ?? null;
  const members = useRows(MembersDocument, { first: 50, role, status, search }, "memberships");
  const [chosenIds, setChosenIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = members.rows.filter(({ id }) => chosenIds.has(id));
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(chosenIds);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosenIds(next);
  };
  // Each change of who belongs here may free or take a seat, and settle an invitation.
  const [round, setRound] = useState(0);
  const nextRound = () => setRound((now) => now + 1);
  const refresh = () => {
    void members.refresh();
    nextRound();
  };

  const columns: Column<MemberRowFragment>[] = [
    {
      key: "choose",
      title: t("members.choose"),
      isTitleHidden: true,
      onCard: "hidden",
      render: (member) =>
        stepsOf(member).length > 0 ? (
          <Checkbox
            aria-label={t("members.chooseOne", { name: member.name })}
            checked={chosenIds.has(member.id)}
            onChange={(event) => choose(member.id, event.currentTarget.checked)}
          />
        ) : null,
    },
    {
      key: "name",
      title: t("members.name"),
      onCard: "heading",
      render: ({ name, email, departmentLabel }) => (
        <>
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Text size="sm" c="dimmed">
            <EmailText email={email} />
          </Text>
          {departmentLabel ? (
            <Text size="sm" c="dimmed">
              {departmentLabel}
            </Text>
          ) : null}
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
      key: "standing",
      title: t("members.standing"),
      render: ({ status: stands, createdAt, revokedAt }) => (
        <Text span size="sm">
          {t(`members.status.${stands}`)} <When at={revokedAt ?? createdAt} />
        </Text>
      ),
    },
    {
      key: "actions",
      title: t("members.actions"),
      isTitleHidden: true,
      align: "end",
      render: (member) => <MemberMenu member={member} onChanged={refresh} />,
    },
  ];
  const shown = columns.filter(({ key }) => mayWrite || (key !== "choose" && key !== "actions"));

  return (
    <>
      <PageTitle
        title={t("members.title")}
        lead={t("members.lead")}
        aside={permissions.includes("invitation:write") ? <InviteButton roles={ROLES} onInvited={nextRound} /> : null}
      />
      <Stack>
        {permissions.includes("seat:read") ? <Seats key={round} /> : null}
        <FilterBar list="members" keys={MEMBER_FILTERS} state={state}>
          <SearchField
            label={t("members.search")}
            placeholder={t("members.searchHint")}
            value={search ?? ""}
            onSearch={(text) => state.set({ search: text })}
          />
          <Select
            label={t("members.role")}
            placeholder={t("members.any")}
            value={role}
            onChange={(value) => state.set({ role: value })}
            data={ROLES.map((value) => ({ value, label: shell(`role.${value}`) }))}
            clearable
            maw={200}
          />
          <Select
            label={t("members.standing")}
            placeholder={t("members.anyStanding")}
            value={status}
            onChange={(value) => state.set({ status: value })}
            data={STATUSES.map((value) => ({ value, label: t(`members.statusName.${value}`) }))}
            clearable
            maw={200}
          />
        </FilterBar>
        {mayWrite && chosen.length > 0 ? (
          <BulkSteps members={chosen} onClear={() => setChosenIds(new Set())} onChanged={refresh} />
        ) : null}
        <Paper p="sm">
          <RowList
            label={t("members.title")}
            rows={members}
            columns={shown}
            filters={state}
            empty={
              <EmptyState icon={<IconUsersGroup />} title={t("members.empty.title")} body={t("members.empty.body")} />
            }
          />
        </Paper>
        {permissions.includes("invitation:read") ? <PendingInvitations key={round} /> : null}
      </Stack>
    </>
  );
}
