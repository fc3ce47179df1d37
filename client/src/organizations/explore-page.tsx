import "../i18n/organizations.js";

import { Anchor, Avatar, Button, Group, Paper, SimpleGrid, Skeleton, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import IconBuildings from "@tabler/icons-react/dist/esm/icons/IconBuildingCommunity.mjs";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { ExploreOrganizationsDocument } from "../graph/generated/graphql.js";
import { EmptyState } from "../shell/empty-state.js";
import { PageFailure } from "../shell/failure.js";
import { PageTitle } from "../shell/page-title.js";
import { withoutScheme } from "../shell/without-scheme.js";

const TYPING_MS = 250;

/** Organizations that let themselves be found. */
export function ExplorePage() {
  const { t } = useTranslation("organizations");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, TYPING_MS);
  const [{ data, error }, again] = useQuery({ query: ExploreOrganizationsDocument, variables: { search } });
  if (error) return <PageFailure error={error} onRetry={() => again({ requestPolicy: "network-only" })} />;
  return (
    <>
      <PageTitle
        title={t("explore.title")}
        lead={t("explore.lead")}
        aside={
          <Button variant="default" renderRoot={(props) => <Link {...props} to="/organizations/new" />}>
            {t("explore.new")}
          </Button>
        }
      />
      <TextInput
        label={t("explore.search")}
        type="search"
        mb="md"
        maw={420}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {data ? null : <Skeleton h={160} />}
      {data?.exploreOrganizations.length === 0 ? (
        <Paper>
          <EmptyState icon={<IconBuildings />} title={t("explore.empty.title")} body={t("explore.empty.body")} />
        </Paper>
      ) : null}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {data?.exploreOrganizations.map(({ id, name, description, industry, website, logoUrl }) => (
          <Paper key={id} p="lg" component="article">
            <Group gap="sm" wrap="nowrap" mb="xs">
              <Avatar src={logoUrl} name={name} radius="md" alt="" />
              <div style={{ minWidth: 0 }}>
                <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
                  {name}
                </Title>
                {industry ? (
                  <Text size="sm" c="dimmed">
                    {industry}
                  </Text>
                ) : null}
              </div>
            </Group>
            {description ? (
              <Text size="sm" lineClamp={4}>
                {description}
              </Text>
            ) : null}
            {website ? (
              <Anchor href={website} target="_blank" rel="noreferrer" size="sm">
                {withoutScheme(website)}
              </Anchor>
            ) : null}
          </Paper>
        ))}
      </SimpleGrid>
    </>
  );
}
