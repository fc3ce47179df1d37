import { Anchor, Box, Button, Group, Paper, SimpleGrid, Skeleton, Text, Title } from "@mantine/core";
import IconLink from "@tabler/icons-react/dist/esm/icons/IconLink.mjs";
import { useTranslation } from "react-i18next";

import { LinksDocument } from "../../graph/generated/graphql.js";
import { useRows } from "../../graph/use-rows.js";
import { EmptyState } from "../../shell/empty-state.js";
import { Failure } from "../../shell/failure.js";
import { withoutScheme } from "../../shell/without-scheme.js";
import { OwnLinkButton } from "../changes/own-link-button.js";
import { CopyLinkButton } from "./copy-link-button.js";
import { LeadsTo } from "./leads-to.js";
import { ShareButton } from "./share-button.js";

/** A partner's links, each ready to be copied, shown as a QR code, or given a label. */
export function LinkList({ partnerId, title }: { partnerId: string | null; title: string }) {
  const isOwn = partnerId === null;
  const { t } = useTranslation("partners");
  const { t: shell } = useTranslation("shell");
  const links = useRows(LinksDocument, { first: 20, partnerId }, "links");

  return (
    <section aria-labelledby="links-title">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="links-title">
          {title}
        </Title>
        {isOwn && links.rows.length > 0 ? <OwnLinkButton onCreated={() => void links.refresh()} /> : null}
      </Group>
      {links.error ? <Failure error={links.error} onRetry={() => void links.refresh()} /> : null}
      {links.loading ? <Skeleton h={120} /> : null}
      {!links.loading && !links.error && links.rows.length === 0 ? (
        <Paper>
          <EmptyState icon={<IconLink />} title={t("links.empty.title")} body={t("links.empty.body")} />
        </Paper>
      ) : null}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
        {links.rows.map((link) => (
          <Paper key={link.id} p="md" data-testid="link-card">
            <Text fw={650}>{link.program.name}</Text>
            <Box mb="sm">
              {/* Whole, on as many lines as it takes: cut at its end, every link would look the same. */}
              <Anchor href={link.url} target="_blank" rel="noreferrer" size="sm" style={{ overflowWrap: "anywhere" }}>
                {withoutScheme(link.url)}
              </Anchor>
              <LeadsTo link={link} />
            </Box>
            <Group gap="xs">
              <CopyLinkButton url={link.url} />
              <ShareButton link={link} />
            </Group>
          </Paper>
        ))}
      </SimpleGrid>
      {links.hasMore ? (
        <Button variant="default" mt="sm" onClick={() => void links.loadMore()} loading={links.loadingMore}>
          {shell("loadMore")}
        </Button>
      ) : null}
    </section>
  );
}
