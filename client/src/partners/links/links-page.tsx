import "../../i18n/changes.js";

import { Group, Paper, Stack, Text } from "@mantine/core";
import IconLink from "@tabler/icons-react/dist/esm/icons/IconLink.mjs";
import { useTranslation } from "react-i18next";

import { LinksDocument } from "../../graph/generated/graphql.js";
import type { LinkRowFragment } from "../../graph/generated/graphql.js";
import { useRows } from "../../graph/use-rows.js";
import { EmptyState } from "../../shell/empty-state.js";
import type { Column } from "../../shell/list/column.js";
import { FilterBar } from "../../shell/list/filter-bar.js";
import { RowList } from "../../shell/list/row-list.js";
import { useFilters } from "../../shell/list/use-filters.js";
import { PageTitle } from "../../shell/page-title.js";
import { When } from "../../shell/when.js";
import { withoutScheme } from "../../shell/without-scheme.js";
import { CreateLinkButton } from "../changes/create-link-button.js";
import { LINK_FILTERS } from "../list-filters.js";
import { PartnerSelect } from "../partner-select.js";
import { ProgramSelect } from "../programs/program-select.js";
import { PartnerLink, ProgramLink } from "../thing-link.js";
import { CopyLinkButton } from "./copy-link-button.js";
import { LeadsTo } from "./leads-to.js";
import { ShareButton } from "./share-button.js";

/** Every link of the organization. */
export function LinksPage() {
  const { t } = useTranslation("partners");
  const state = useFilters(LINK_FILTERS);
  const partnerId = state.filters.partner ?? null;
  const programId = state.filters.program ?? null;
  const links = useRows(LinksDocument, { first: 50, partnerId, programId }, "links");
  const columns: Column<LinkRowFragment>[] = [
    {
      key: "link",
      title: t("links.link"),
      onCard: "heading",
      render: (link) => (
        <>
          <Text fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
            {withoutScheme(link.url)}
          </Text>
          <LeadsTo link={link} />
        </>
      ),
    },
    {
      key: "partner",
      title: t("links.partner"),
      render: ({ partner }) => <PartnerLink partner={partner} />,
    },
    {
      key: "program",
      title: t("links.program"),
      render: ({ program }) => <ProgramLink program={program} />,
    },
    { key: "created", title: t("links.created"), render: ({ createdAt }) => <When at={createdAt} /> },
    {
      key: "actions",
      title: t("links.actions"),
      isTitleHidden: true,
      align: "end",
      render: (link) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <CopyLinkButton url={link.url} isCompact />
          <ShareButton link={link} isCompact />
        </Group>
      ),
    },
  ];

  return (
    <>
      <PageTitle
        title={t("links.titleOf")}
        lead={t("links.lead")}
        aside={<CreateLinkButton onCreated={() => void links.refresh()} />}
      />
      <Stack>
        <FilterBar list="links" keys={LINK_FILTERS} state={state}>
          <PartnerSelect
            label={t("links.partner")}
            value={partnerId}
            onChange={(value) => state.set({ partner: value })}
          />
          <ProgramSelect
            label={t("links.program")}
            value={programId}
            onChange={(value) => state.set({ program: value })}
          />
        </FilterBar>
        <Paper p="sm">
          <RowList
            label={t("links.titleOf")}
            rows={links}
            columns={columns}
            filters={state}
            empty={<EmptyState icon={<IconLink />} title={t("links.none.title")} body={t("links.none.body")} />}
          />
        </Paper>
      </Stack>
    </>
  );
}
