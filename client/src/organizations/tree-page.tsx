import "../i18n/organizations.js";

import { Anchor, Badge, Button, Group, List, Paper, Skeleton, Text } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { OrganizationTreeDocument } from "../graph/generated/graphql.js";
import { PageFailure } from "../shell/failure.js";
import { PageTitle } from "../shell/page-title.js";

/** The organization with all above and all below it. */
export function TreePage() {
  const { t } = useTranslation("organizations");
  const [{ data, error }, again] = useQuery({ query: OrganizationTreeDocument, requestPolicy: "cache-and-network" });
  if (error) return <PageFailure error={error} onRetry={() => again({ requestPolicy: "network-only" })} />;
  return (
    <>
      <PageTitle
        title={t("tree.title")}
        lead={t("tree.lead")}
        aside={
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            renderRoot={(props) => <Link {...props} to="/organizations/new" search={{ below: true }} />}
          >
            {t("tree.new")}
          </Button>
        }
      />
      <Paper p="lg">
        {data ? (
          <List listStyleType="none" spacing="xs" withPadding={false}>
            {data.organizationTree.map(({ id, name, slug, depth, status, isOwn }) => (
              <List.Item key={id} pl={`calc(${Math.min(depth, 8)} * var(--mantine-spacing-md))`}>
                <Group gap="xs">
                  {isOwn ? (
                    <Text fw={650} aria-current="page">
                      {name}
                    </Text>
                  ) : (
                    <Anchor href={`/t/${slug}/`}>{name}</Anchor>
                  )}
                  <Text size="sm" c="dimmed">
                    {slug}
                  </Text>
                  {status === "ACTIVE" ? null : <Badge>{t(`tree.status.${status}`)}</Badge>}
                </Group>
              </List.Item>
            ))}
          </List>
        ) : (
          <Skeleton h={120} />
        )}
        {data?.organizationTree.length === 1 ? (
          <Text size="sm" c="dimmed" mt="sm">
            {t("tree.alone")}
          </Text>
        ) : null}
      </Paper>
    </>
  );
}
