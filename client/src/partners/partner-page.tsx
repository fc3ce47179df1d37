import "../i18n/changes.js";
import "../i18n/programs.js";

import { Alert, Group, Skeleton, Stack } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { PartnerDocument } from "../graph/generated/graphql.js";
import { BackLink } from "../shell/back-link.js";
import { PageFailure } from "../shell/failure.js";
import { NotFoundPage } from "../shell/not-found-page.js";
import { CreateLinkButton } from "./changes/create-link-button.js";
import { PartnerStanding } from "./changes/partner-standing.js";
import { PartnerTerms } from "./changes/partner-terms.js";
import { EarningsBoard } from "./earnings-board.js";

/** One partner as a member sees them: the partner's own page, live as well, with their terms and standing. */
export function PartnerPage() {
  const { t } = useTranslation("partners");
  const { t: ledger } = useTranslation("ledger");
  const { partnerId } = useParams({ from: "/signedIn/members/partners/$partnerId" });
  const [linksMade, setLinksMade] = useState(0);
  const [{ data, error, fetching }, again] = useQuery({
    query: PartnerDocument,
    variables: { id: partnerId },
    requestPolicy: "cache-and-network",
  });
  const refresh = () => again({ requestPolicy: "network-only" });

  if (error) return <PageFailure error={error} onRetry={refresh} />;
  if (!data) return fetching ? <Skeleton h={400} /> : null;
  if (!data.partner) return <NotFoundPage />;
  const { partner } = data;
  return (
    <Stack>
      <Group justify="space-between">
        <BackLink to="/partners" name={t("partners.title")} />
        <Group gap="xs">
          <CreateLinkButton partnerId={partner.id} onCreated={() => setLinksMade(linksMade + 1)} />
          <PartnerStanding partner={partner} onChanged={refresh} />
        </Group>
      </Group>
      {partner.revokedAt ? (
        <Alert variant="default">
          {partner.revokeReason ? t("partnerRevokedWhy", { reason: partner.revokeReason }) : t("partnerRevoked")}
        </Alert>
      ) : null}
      <EarningsBoard
        // A new link belongs into the list at once.
        key={linksMade}
        partnerId={partner.id}
        title={ledger("earnings.titleOf", { name: partner.name })}
        linksTitle={t("links.titleOf")}
        terms={<PartnerTerms partnerId={partner.id} terms={partner.terms.nodes} onChanged={refresh} />}
      />
    </Stack>
  );
}
