import "../i18n/audit.js";

import { Badge, Button, Group, Paper, Select, Stack, Switch, Text } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import IconNotebook from "@tabler/icons-react/dist/esm/icons/IconNotebook.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { JournalDocument, JournalFramesDocument } from "../graph/generated/graphql.js";
import type { JournalKind, JournalRowFragment } from "../graph/generated/graphql.js";
import { useConnectionState } from "../graph/graph-context.js";
import { useFrames } from "../graph/use-frames.js";
import { useRows } from "../graph/use-rows.js";
import { PartnerSelect } from "../partners/partner-select.js";
import { ConnectionBadge } from "../shell/connection-badge.js";
import { EmptyState } from "../shell/empty-state.js";
import type { Column } from "../shell/list/column.js";
import { FilterBar } from "../shell/list/filter-bar.js";
import { RowList } from "../shell/list/row-list.js";
import { useFilters } from "../shell/list/use-filters.js";
import { PageTitle } from "../shell/page-title.js";
import { When } from "../shell/when.js";
import { JournalEntryDetails } from "./journal-entry-details.js";
import { JOURNAL_FILTERS } from "./journal-filters.js";
import { JOURNAL_KINDS } from "./journal-kinds.js";
import { JournalVerification } from "./journal-verification.js";
import { SubjectLink } from "./subject-link.js";

const REFRESH_AFTER_MS = 500;

/** Everything that happened, sealed, and the proof that nothing of it was changed. */
export function JournalPage() {
  const { t } = useTranslation("audit");
  const state = useFilters(JOURNAL_FILTERS);
  const connection = useConnectionState();
  const [shown, setShown] = useState<JournalRowFragment | null>(null);
  const kind = JOURNAL_KINDS.find((known) => known === state.filters.kind) ?? null;
  const partnerId = state.filters.partner ?? null;
  const isOldestFirst = state.filters.order === "oldest";
  const entries = useRows(
    JournalDocument,
    { first: 50, kind, partnerId, order: isOldestFirst ? "OLDEST_FIRST" : "NEWEST_FIRST" },
    "journal",
  );
  const refresh = useDebouncedCallback(() => void entries.refresh(), REFRESH_AFTER_MS);
  useFrames(
    JournalFramesDocument,
    { kinds: kind === null ? null : [kind] },
    // News of an oldest-first list stand at its end, where nobody looks yet.
    { cursorOf: ({ journal }) => journal.cursor, onFrame: refresh, onBegin: refresh, isPaused: isOldestFirst },
  );

  const columns: Column<JournalRowFragment>[] = [
    {
      key: "position",
      title: t("journal.position"),
      onCard: "corner",
      render: ({ position }) => (
        <Text span size="sm" c="dimmed" className="money">
          #{position}
        </Text>
      ),
    },
    {
      key: "kind",
      title: t("journal.what"),
      onCard: "heading",
      render: (entry) => (
        <Text size="sm" fw={600}>
          {t(`kind.${entry.kind}`)}
        </Text>
      ),
    },
    { key: "subject", title: t("journal.about"), render: (entry) => <SubjectLink entry={entry} /> },
    {
      key: "actor",
      title: t("journal.who"),
      render: ({ actor }) => <Badge>{t(`actor.${actor.kind as "member"}`, { defaultValue: actor.kind })}</Badge>,
    },
    { key: "when", title: t("journal.when"), render: ({ at }) => <When at={at} /> },
    {
      key: "details",
      title: t("journal.details"),
      isTitleHidden: true,
      align: "end",
      render: (entry) => (
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => setShown(entry)}
          aria-label={t("journal.detailsOf", { position: entry.position })}
        >
          {t("journal.details")}
        </Button>
      ),
    },
  ];

  return (
    <>
      <PageTitle title={t("journal.title")} lead={t("journal.lead")} aside={<ConnectionBadge state={connection} />} />
      <Stack>
        <JournalVerification />
        <FilterBar list="journal" keys={JOURNAL_FILTERS} state={state}>
          <Select
            label={t("journal.kind")}
            placeholder={t("journal.any")}
            data={JOURNAL_KINDS.map((value: JournalKind) => ({ value, label: t(`kind.${value}`) }))}
            value={kind}
            onChange={(value) => state.set({ kind: value })}
            searchable
            clearable
            maw={260}
          />
          <PartnerSelect
            label={t("journal.partner")}
            value={partnerId}
            onChange={(value) => state.set({ partner: value })}
          />
          <Group h={36}>
            <Switch
              label={t("journal.oldestFirst")}
              checked={isOldestFirst}
              onChange={(event) => state.set({ order: event.currentTarget.checked ? "oldest" : null })}
            />
          </Group>
        </FilterBar>
        <Paper p="sm">
          <RowList
            label={t("journal.title")}
            rows={entries}
            columns={columns}
            filters={state}
            empty={
              <EmptyState icon={<IconNotebook />} title={t("journal.empty.title")} body={t("journal.empty.body")} />
            }
          />
        </Paper>
      </Stack>
      <JournalEntryDetails entry={shown} onClose={() => setShown(null)} />
    </>
  );
}
