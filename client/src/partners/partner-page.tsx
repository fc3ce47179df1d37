import { Alert, Anchor, Skeleton, Stack } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { PartnerDocument } from "../graph/generated/graphql.js";
import { Failure } from "../shell/failure.js";
import { NotFoundPage } from "../shell/not-found-page.js";
import { EarningsBoard } from "./earnings-board.js";

/** One partner as a member sees them: the partner's own page, live as well. */
export function PartnerPage() {
  const { t } = useTranslation("partners");
  const { t: ledger } = useTranslation("ledger");
  const { partnerId } = useParams({ from: "/signedIn/members/partners/$partnerId" });
  const [{ data, error, fetching }, again] = useQuery({ query: PartnerDocument, variables: { id: partnerId } });

  if (error) return <Failure error={error} onRetry={() => again({ requestPolicy: "network-only" })} />;
  if (fetching || !data) return <Skeleton h={400} />;
  if (!data.partner) return <NotFoundPage />;
  return (
    <Stack>
      <Anchor renderRoot={(props) => <Link {...props} to="/partners" />} size="sm">
        {t("partners.title")}
      </Anchor>
      {data.partner.revokedAt ? <Alert variant="default">{t("partnerRevoked")}</Alert> : null}
      <EarningsBoard
        partnerId={data.partner.id}
        title={ledger("earnings.titleOf", { name: data.partner.name })}
        linksTitle={t("links.titleOf")}
      />
    </Stack>
  );
}
