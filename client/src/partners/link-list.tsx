import { Button, CopyButton, Group, Paper, SimpleGrid, Skeleton, Text, Title } from "@mantine/core";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import IconLink from "@tabler/icons-react/dist/esm/icons/IconLink.mjs";
import { useTranslation } from "react-i18next";

import { LinksDocument } from "../graph/generated/graphql.js";
import { useRows } from "../graph/use-rows.js";
import { EmptyState } from "../shell/empty-state.js";
import { Failure } from "../shell/failure.js";

/** A partner's links, each ready to be copied. */
export function LinkList({ partnerId, title }: { partnerId: string | null; title: string }) {
  const { t } = useTranslation("partners");
  const { t: shell } = useTranslation("shell");
  const links = useRows(LinksDocument, { first: 20, partnerId }, "links");

  return (
    <section aria-labelledby="links-title">
      <Title order={2} id="links-title" mb="sm">
        {title}
      </Title>
      {links.error ? <Failure error={links.error} onRetry={() => void links.refresh()} /> : null}
      {links.loading ? <Skeleton h={84} /> : null}
      {!links.loading && !links.error && links.rows.length === 0 ? (
        <Paper>
          <EmptyState icon={<IconLink />} title={t("links.empty.title")} body={t("links.empty.body")} />
        </Paper>
      ) : null}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
        {links.rows.map((link) => (
          <Paper key={link.id} p="md">
            <Group justify="space-between" wrap="nowrap">
              <div style={{ minWidth: 0 }}>
                <Text fw={600} truncate title={link.url}>
                  {link.url.replace(/^https?:\/\//, "")}
                </Text>
                <Text size="sm" c="dimmed" truncate>
                  {t("links.leadsTo", { program: link.program.name, host: new URL(link.destinationUrl).host })}
                </Text>
              </div>
              <CopyButton value={link.url} timeout={2_000}>
                {({ copied, copy }) => (
                  <Button
                    variant="default"
                    onClick={copy}
                    leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
                    style={{ flexShrink: 0 }}
                  >
                    <span aria-live="polite">{copied ? t("links.copied") : t("links.copy")}</span>
                  </Button>
                )}
              </CopyButton>
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
