import { Alert, Anchor, Button, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { forgetVisit } from "../../src/identity/operator-visit.js";
import { BackLink } from "../../src/shell/back-link.js";
import { PageFailure } from "../../src/shell/failure.js";
import { formatCount } from "../../src/shell/format-count.js";
import { PageTitle } from "../../src/shell/page-title.js";
import { When } from "../../src/shell/when.js";
import { OperatedOrganizationDocument } from "../generated/graphql.js";
import type { LifecycleStep, OrganizationRowFragment } from "../generated/graphql.js";
import { People } from "./people.js";
import { StatusBadge } from "./status-badge.js";
import { StepDialog } from "./step-dialog.js";
import { STOPPING, stepsFrom } from "./standing.js";
import { Visits } from "./visits.js";

/** One organization: what it is, where it stands, whom an operator may be there for a while, and who has been. */
export function OrganizationPage() {
  const { t } = useTranslation("operating");
  const { organizationId } = useParams({ from: "/operating/organizations/$organizationId" });
  const [{ data, error }, again] = useQuery({
    query: OperatedOrganizationDocument,
    variables: { id: organizationId },
    requestPolicy: "cache-and-network",
  });
  const { visit } = useSearch({ from: "/operating/organizations/$organizationId" });
  // Whoever is here is in nobody's place in this tab.
  useEffect(forgetVisit, []);
  const refresh = () => again({ requestPolicy: "network-only" });
  if (error) return <PageFailure error={error} onRetry={refresh} />;
  if (!data) return <Skeleton h={400} />;
  const organization = data.operatedOrganization;
  return (
    <>
      <BackLink to="/organizations" name={t("nav.organizations")} />
      <PageTitle title={organization.name} aside={<StatusBadge status={organization.status} />} />
      <Stack>
        {visit === "ended" ? (
          <Alert variant="default" component="output">
            {t("visits.over")}
          </Alert>
        ) : null}
        <Overview organization={organization} />
        <People organization={organization} members={organization.members} />
        <Visits visits={organization.impersonations} onChanged={refresh} />
        <Standing organization={organization} onChanged={refresh} />
      </Stack>
    </>
  );
}

function Overview({ organization }: { organization: OrganizationRowFragment }) {
  const { t } = useTranslation("operating");
  const { slug, status, seatsUsed, seatsTotal } = organization;
  const seats =
    seatsTotal === null || seatsTotal === undefined
      ? t("organizations.seatsUnlimited", { used: formatCount(seatsUsed) })
      : t("organizations.seatsOf", { used: formatCount(seatsUsed), total: formatCount(seatsTotal) });
  return (
    <Paper p="lg" component="section" aria-label={t("organization.overview")}>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} component="dl" m={0}>
        <Fact title={t("organization.address")}>
          {status === "ACTIVE" ? <Anchor href={`/t/${slug}/`}>{slug}</Anchor> : slug}
        </Fact>
        <Fact title={t("organizations.created")}>
          <When at={organization.createdAt} />
        </Fact>
        <Fact title={t("organizations.memberCount")}>{formatCount(organization.memberCount)}</Fact>
        <Fact title={t("organizations.partnerCount")}>{formatCount(organization.partnerCount)}</Fact>
        <Fact title={t("organizations.programCount")}>{formatCount(organization.programCount)}</Fact>
        <Fact title={t("organizations.seats")}>{seats}</Fact>
      </SimpleGrid>
    </Paper>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {title}
      </Text>
      <Text component="dd" m={0} fw={600} style={{ overflowWrap: "anywhere" }}>
        {children}
      </Text>
    </div>
  );
}

function Standing({ organization, onChanged }: { organization: OrganizationRowFragment; onChanged: () => void }) {
  const { t } = useTranslation("operating");
  const [step, setStep] = useState<LifecycleStep | null>(null);
  const { status, statusReason } = organization;
  const done = () => {
    setStep(null);
    onChanged();
  };
  return (
    <Paper p="lg" component="section" aria-label={t("organizations.standing")}>
      <Title order={2} mb="xs">
        {t("organizations.standing")}
      </Title>
      <Stack gap="sm">
        <Text>{t(`organization.means.${status}`)}</Text>
        {statusReason ? (
          <Text style={{ overflowWrap: "anywhere" }}>{t("organization.why", { reason: statusReason })}</Text>
        ) : null}
        <Group gap="xs">
          {stepsFrom(status).map((one) => (
            <Button
              key={one}
              variant={STOPPING.has(one) ? "outline" : "filled"}
              {...(STOPPING.has(one) && { color: "red" })}
              onClick={() => setStep(one)}
            >
              {t(`step.${one}.open`)}
            </Button>
          ))}
        </Group>
      </Stack>
      {step ? <StepDialog organization={organization} step={step} onClose={() => setStep(null)} onDone={done} /> : null}
    </Paper>
  );
}
