import { Drawer, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuery } from "urql";

import { CommissionExplanationDocument } from "../../graph/generated/graphql.js";
import { formatMoney } from "../../money/format-money.js";
import { Failure } from "../../shell/failure.js";
import { CommissionDecision } from "./commission-decision.js";
import classes from "./explanation.module.css";
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
    <Drawer.Root
      opened={why !== undefined}
      onClose={() => void navigate({ to: ".", search: ({ why: _closed, ...search }) => search, resetScroll: false })}
      position="right"
      size="lg"
    >
      <Drawer.Overlay backgroundOpacity={0.4} blur={2} />
      <Drawer.Content data-testid="explanation">
        {/* A plain row: Mantine's own header would be a second banner of the page. */}
        <Group justify="space-between" wrap="nowrap" className={classes.header}>
          <Drawer.Title className={classes.title}>
            {commission
              ? t("explanation.title", { amount: formatMoney(commission.amount) })
              : t("explanation.titleWaiting")}
          </Drawer.Title>
          <Drawer.CloseButton aria-label={shell("close")} />
        </Group>
        <Drawer.Body>
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
          {commission ? (
            <Stack gap="lg">
              <ExplanationStory commission={commission} />
              <CommissionDecision
                key={commission.id}
                commission={commission}
                onDecided={() => again({ requestPolicy: "network-only" })}
              />
            </Stack>
          ) : null}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
