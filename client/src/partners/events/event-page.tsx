import { Code, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { EventDocument } from "../../graph/generated/graphql.js";
import type { EventQuery } from "../../graph/generated/graphql.js";
import { formatMoney } from "../../money/format-money.js";
import { BackLink } from "../../shell/back-link.js";
import { PageFailure } from "../../shell/failure.js";
import { formatInstant } from "../../shell/instants.js";
import { NotFoundPage } from "../../shell/not-found-page.js";
import { PageTitle } from "../../shell/page-title.js";
import { useViewer } from "../../shell/use-viewer.js";
import { CommissionList } from "../commission-list.js";
import { PartnerLink, ProgramLink } from "../thing-link.js";
import { DecisionCard } from "./decision-card.js";

type ShownEvent = NonNullable<EventQuery["event"]>;

/** One event: what was sent, how its credit was divided, and what it earned for whom. */
export function EventPage() {
  const { t } = useTranslation("partners");
  const { eventId } = useParams({ from: "/signedIn/members/events/$eventId" });
  const [{ data, error, fetching }, again] = useQuery({
    query: EventDocument,
    variables: { id: eventId },
    requestPolicy: "cache-and-network",
  });
  if (error) return <PageFailure error={error} onRetry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return fetching ? <Skeleton h={400} /> : null;
  if (!data.event) return <NotFoundPage />;
  const { event } = data;
  // The newest decision counts.
  const decisions = (event.attributions ?? []).toSorted((a, b) => b.version - a.version);

  return (
    <>
      <BackLink to="/events" name={t("events.title")} />
      <PageTitle title={event.type} lead={event.externalId} />
      <Stack gap="xl">
        <Paper p="lg" component="section" aria-labelledby="event-facts">
          <Title order={2} id="event-facts" mb="sm">
            {t("events.sent")}
          </Title>
          <Facts event={event} />
        </Paper>
        <section aria-labelledby="event-decisions">
          <Title order={2} id="event-decisions" mb="sm">
            {t("events.decision")}
          </Title>
          <Stack>
            {decisions.length === 0 ? <Text c="dimmed">{t("events.undecided")}</Text> : null}
            {decisions.map((decision, index) => (
              <DecisionCard key={decision.id} decision={decision} isNewest={index === 0} />
            ))}
          </Stack>
        </section>
        <section aria-labelledby="event-commissions">
          <Title order={2} id="event-commissions" mb="sm">
            {t("events.commissions")}
          </Title>
          <Paper p="sm">
            <CommissionList
              commissions={{
                rows: event.commissions,
                loading: false,
                loadingMore: false,
                hasMore: false,
                error: undefined,
                loadMore: () => Promise.resolve(),
                refresh: () => Promise.resolve(),
              }}
              isPartners={false}
              empty={
                <Text c="dimmed" ta="center" py="lg">
                  {t("events.noCommission")}
                </Text>
              }
            />
          </Paper>
        </section>
      </Stack>
    </>
  );
}

function Facts({ event }: { event: ShownEvent }) {
  const { t } = useTranslation("partners");
  const { timeZone } = useViewer().organization;
  const { amount, refunded, person, click, metadata, refundOf, refundStatus } = event;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }}>
      <Fact name={t("events.occurred")}>{formatInstant(event.occurredAt, timeZone)}</Fact>
      <Fact name={t("events.recorded")}>{formatInstant(event.recordedAt, timeZone)}</Fact>
      <Fact name={t("events.amount")}>{amount ? formatMoney(amount) : t("events.noAmount")}</Fact>
      {refunded && BigInt(refunded.amountMinor) > 0n ? (
        <Fact name={t("events.refundedTitle")}>{formatMoney(refunded)}</Fact>
      ) : null}
      {refundOf ? (
        <Fact name={t("events.refundOf")}>
          {refundOf}
          {refundStatus ? ` · ${t(`events.refundStatus.${refundStatus}`)}` : null}
        </Fact>
      ) : null}
      <Fact name={t("events.person")}>{person?.userId ?? t("events.unknownPerson")}</Fact>
      {click ? (
        <Fact name={t("events.click")}>
          {formatInstant(click.clickedAt, timeZone)}
          <br />
          <PartnerLink partner={click.partner} /> · <ProgramLink program={click.program} />
        </Fact>
      ) : null}
      {metadata && Object.keys(metadata).length > 0 ? (
        <Fact name={t("events.metadata")}>
          <Code block>{JSON.stringify(metadata, null, 2)}</Code>
        </Fact>
      ) : null}
    </SimpleGrid>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="div" style={{ overflowWrap: "anywhere" }}>
        {children}
      </Text>
    </div>
  );
}
