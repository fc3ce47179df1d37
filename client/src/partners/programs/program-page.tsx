import { Anchor, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { ProgramDocument } from "../../graph/generated/graphql.js";
import { BackLink } from "../../shell/back-link.js";
import { PageFailure } from "../../shell/failure.js";
import { NotFoundPage } from "../../shell/not-found-page.js";
import { PageTitle } from "../../shell/page-title.js";
import { withoutScheme } from "../../shell/without-scheme.js";
import { ProgramActions } from "./form/program-actions.js";
import { ProgramBadge } from "./program-badge.js";
import { ProgramFacts } from "./program-facts.js";
import { ProgramVersions } from "./program-versions.js";

/** One program: what it pays, for what, and when. */
export function ProgramPage() {
  const { t } = useTranslation("partners");
  const { programId } = useParams({ from: "/signedIn/members/programs/$programId" });
  const [{ data, error, fetching }, again] = useQuery({
    query: ProgramDocument,
    variables: { id: programId },
    requestPolicy: "cache-and-network",
  });

  if (error) return <PageFailure error={error} onRetry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return fetching ? <Skeleton h={400} /> : null;
  if (!data.program) return <NotFoundPage />;
  const { program } = data;
  return (
    <>
      <BackLink to="/programs" name={t("programs.title")} />
      <PageTitle
        title={program.name}
        aside={
          <Group>
            <ProgramBadge status={program.status} />
            <ProgramActions program={program} onChanged={() => again({ requestPolicy: "network-only" })} />
          </Group>
        }
      />
      <Stack>
        <Paper p="lg" component="section" aria-labelledby="program-facts">
          <Title order={2} id="program-facts" mb="sm">
            {t("programs.promise")}
          </Title>
          <ProgramFacts program={program} />
          <Text size="sm" c="dimmed" mt="md">
            {t("programs.leadsTo")}{" "}
            <Anchor href={program.destinationUrl} target="_blank" rel="noreferrer" size="sm" underline="always">
              {withoutScheme(program.destinationUrl)}
            </Anchor>
            {" · "}
            {t("programs.version", { version: program.version })}
          </Text>
        </Paper>
        <ProgramVersions versions={program.versions.nodes} />
        <Group gap="lg">
          <Anchor renderRoot={(props) => <Link {...props} to="/links" search={{ program: program.id }} />} size="sm">
            {t("programs.links")}
          </Anchor>
          <Anchor
            renderRoot={(props) => <Link {...props} to="/commissions" search={{ program: program.id }} />}
            size="sm"
          >
            {t("programs.commissions")}
          </Anchor>
        </Group>
      </Stack>
    </>
  );
}
