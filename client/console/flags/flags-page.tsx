import { Anchor, Badge, Paper, Select, Stack, Text } from "@mantine/core";
import IconFlag from "@tabler/icons-react/dist/esm/icons/IconFlag.mjs";
import { Link } from "@tanstack/react-router";
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
import { FLAG_FILTERS } from "../filters.js";
import { FlagsDocument } from "../generated/graphql.js";
import type { FlagRowFragment } from "../generated/graphql.js";
import { wholeList } from "../whole-list.js";
import { CreateFlagButton } from "./create-flag-button.js";
import { STATES } from "./flag-edit.js";

/** Every flag of the platform and whom it says yes to. They are few enough to come all at once. */
export function FlagsPage() {
  const { t } = useTranslation("operating");
  const state = useFilters(FLAG_FILTERS);
  const search = state.filters.search?.toLowerCase() ?? "";
  const chosen = STATES.find((known) => known === state.filters.state) ?? null;
  const [{ data, error }, again] = useQuery({ query: FlagsDocument, requestPolicy: "cache-and-network" });
  const shown = data?.flags.filter(
    (flag) =>
      (chosen === null || flag.state === chosen) && `${flag.key} ${flag.description}`.toLowerCase().includes(search),
  );
  const flags = wholeList({ rows: shown, error, again: () => again({ requestPolicy: "network-only" }) });

  const columns: Column<FlagRowFragment>[] = [
    {
      key: "key",
      title: t("flags.key"),
      onCard: "heading",
      render: ({ key, description }) => (
        <>
          <Anchor
            renderRoot={(props) => <Link {...props} to="/flags/$flagKey" params={{ flagKey: key }} />}
            fw={600}
            size="sm"
            style={{ overflowWrap: "anywhere" }}
          >
            {key}
          </Anchor>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {description}
          </Text>
        </>
      ),
    },
    {
      key: "state",
      title: t("flags.state"),
      onCard: "corner",
      render: (flag) => <Badge>{t(`flags.states.${flag.state}.name`)}</Badge>,
    },
    {
      key: "whom",
      title: t("flags.whom"),
      render: (flag) => (
        <Text span size="sm">
          {t(`flags.whomOf.${flag.state}`, { percent: flag.percent })}
        </Text>
      ),
    },
    { key: "changed", title: t("flags.changed"), render: ({ changedAt }) => <When at={changedAt} /> },
  ];

  return (
    <>
      <PageTitle title={t("nav.flags")} lead={t("flags.lead")} aside={<CreateFlagButton />} />
      <Stack>
        <FilterBar list="flags" keys={FLAG_FILTERS} state={state}>
          <SearchField
            label={t("flags.search")}
            value={state.filters.search ?? ""}
            onSearch={(text) => state.set({ search: text })}
          />
          <Select
            label={t("flags.state")}
            placeholder={t("flags.any")}
            value={chosen}
            onChange={(value) => state.set({ state: value })}
            data={STATES.map((value) => ({ value, label: t(`flags.states.${value}.name`) }))}
            clearable
            maw={200}
          />
        </FilterBar>
        <Paper p="sm">
          <RowList
            label={t("nav.flags")}
            rows={flags}
            columns={columns}
            filters={state}
            empty={<EmptyState icon={<IconFlag />} title={t("flags.empty.title")} body={t("flags.empty.body")} />}
          />
        </Paper>
      </Stack>
    </>
  );
}
