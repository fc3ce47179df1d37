import { Badge, Button, Paper, Select, Stack, Text } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import IconUserShield from "@tabler/icons-react/dist/esm/icons/IconUserShield.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { EmptyState } from "../../src/shell/empty-state.js";
import type { Column } from "../../src/shell/list/column.js";
import { FilterBar } from "../../src/shell/list/filter-bar.js";
import { RowList } from "../../src/shell/list/row-list.js";
import { SearchField } from "../../src/shell/list/search-field.js";
import { useFilters } from "../../src/shell/list/use-filters.js";
import { PageTitle } from "../../src/shell/page-title.js";
import { When } from "../../src/shell/when.js";
import { OPERATOR_FILTERS } from "../filters.js";
import { OperatorsDocument } from "../generated/graphql.js";
import type { OperatorRowFragment } from "../generated/graphql.js";
import { useOperator } from "../use-operator.js";
import { wholeList } from "../whole-list.js";
import { DeactivateDialog } from "./deactivate-dialog.js";
import { InviteDialog } from "./invite-dialog.js";

const STANDINGS = ["active", "inactive"] as const;

/** Who is an operator, who was one, and how another comes in. There are at most a few hundred. */
export function OperatorsPage() {
  const { t } = useTranslation("operating");
  const self = useOperator();
  const state = useFilters(OPERATOR_FILTERS);
  const search = state.filters.search?.toLowerCase() ?? "";
  const standing = STANDINGS.find((known) => known === state.filters.standing) ?? null;
  const [invited, setInvited] = useState<{ name: string; email: string } | null>(null);
  const [deactivated, setDeactivated] = useState<OperatorRowFragment | null>(null);
  const [{ data, error }, again] = useQuery({ query: OperatorsDocument, requestPolicy: "cache-and-network" });
  const refresh = () => again({ requestPolicy: "network-only" });
  const shown = data?.operators.filter(
    ({ name, email, isActive }) =>
      (standing === null || isActive === (standing === "active")) && `${name} ${email}`.toLowerCase().includes(search),
  );

  const columns: Column<OperatorRowFragment>[] = [
    {
      key: "name",
      title: t("operators.name"),
      onCard: "heading",
      render: ({ id, name, email }) => (
        <>
          <Text fw={600} size="sm">
            {id === self.id ? t("operators.you", { name }) : name}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {email}
          </Text>
        </>
      ),
    },
    {
      key: "standing",
      title: t("operators.standing"),
      onCard: "corner",
      render: ({ isActive }) => <Badge>{t(isActive ? "operators.active" : "operators.inactive")}</Badge>,
    },
    { key: "known", title: t("operators.known"), render: ({ createdAt }) => <When at={createdAt} /> },
    {
      key: "actions",
      title: t("operators.actions"),
      isTitleHidden: true,
      align: "end",
      render: (operator) => {
        // Nobody deactivates themselves, so at least one stays.
        if (operator.id === self.id) return null;
        const { name, email } = operator;
        return operator.isActive ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setDeactivated(operator)}
            aria-label={t("operators.deactivate.openOf", { name })}
          >
            {t("operators.deactivate.open")}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setInvited({ name, email })}
            aria-label={t("operators.inviteAgainOf", { name })}
          >
            {t("operators.inviteAgain")}
          </Button>
        );
      },
    },
  ];

  return (
    <>
      <PageTitle
        title={t("nav.operators")}
        lead={t("operators.lead")}
        aside={
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setInvited({ name: "", email: "" })}>
            {t("operators.invite.open")}
          </Button>
        }
      />
      <Stack>
        <FilterBar list="operators" keys={OPERATOR_FILTERS} state={state}>
          <SearchField
            label={t("operators.search")}
            value={state.filters.search ?? ""}
            onSearch={(text) => state.set({ search: text })}
          />
          <Select
            label={t("operators.standing")}
            placeholder={t("operators.any")}
            value={standing}
            onChange={(value) => state.set({ standing: value })}
            data={STANDINGS.map((value) => ({ value, label: t(`operators.${value}`) }))}
            clearable
            maw={200}
          />
        </FilterBar>
        <Paper p="sm">
          <RowList
            label={t("nav.operators")}
            rows={wholeList({ rows: shown, error, again: refresh })}
            columns={columns}
            filters={state}
            empty={<EmptyState icon={<IconUserShield />} title={t("operators.empty")} body={t("operators.lead")} />}
          />
        </Paper>
      </Stack>
      {invited ? <InviteDialog given={invited} onClose={() => setInvited(null)} onInvited={refresh} /> : null}
      {deactivated ? (
        <DeactivateDialog
          operator={deactivated}
          onClose={() => setDeactivated(null)}
          onDone={() => {
            setDeactivated(null);
            refresh();
          }}
        />
      ) : null}
    </>
  );
}
