import { Drawer, Skeleton, Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { CommissionExplanationDocument } from "../../graph/generated/graphql.js";
import { formatMoney } from "../../money/format-money.js";
import { Failure } from "../../shell/failure.js";
import { ExplanationStory } from "./explanation-story.js";

/** "Why this amount?", over whichever page asked. The address says which commission, so going back closes it. */
export function ExplanationDrawer() {
  const { t } = useTranslation("partners");
  const { t: shell } = useTranslation("shell");
  const navigate = useNavigate();
  const { why } = useSearch({ from: "/signedIn" });
  // The last one stays drawn while the drawer slides away.
  const [shownId, setShownId] = useState(why);
  if (why && why !== shownId) setShownId(why);
  const [{ data, error, fetching, stale }, again] = useQuery({
    query: CommissionExplanationDocument,
    variables: { id: shownId ?? "" },
    pause: !shownId,
    requestPolicy: "cache-and-network",
  });
  const commission = data?.commission?.id === shownId ? data?.commission : null;
  const waiting = !commission && (fetching || stale);

  return (
    <Drawer
      opened={why !== undefined}
      onClose={() => void navigate({ to: ".", search: ({ why: _closed, ...search }) => search, resetScroll: false })}
      position="right"
      size="lg"
      title={
        commission ? t("explanation.title", { amount: formatMoney(commission.amount) }) : t("explanation.titleWaiting")
      }
      closeButtonProps={{ "aria-label": shell("close") }}
      styles={{ title: { fontWeight: 680, fontSize: "1.375rem" } }}
      data-testid="explanation"
    >
      {error ? <Failure error={error} onRetry={() => again({ requestPolicy: "network-only" })} /> : null}
      {waiting && !error ? (
        <Stack component="output" aria-label={shell("loading")}>
          <Skeleton h={56} />
          <Skeleton h={120} />
          <Skeleton h={120} />
          <Skeleton h={180} />
        </Stack>
      ) : null}
      {!waiting && !error && !commission ? <Text c="dimmed">{t("explanation.gone")}</Text> : null}
      {commission ? <ExplanationStory commission={commission} /> : null}
    </Drawer>
  );
}
