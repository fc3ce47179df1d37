import { Anchor, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { CommissionStatsDocument } from "../../graph/generated/graphql.js";
import { MoneyText } from "../../money/money-text.js";
import { Failure } from "../../shell/failure.js";
import { useViewer } from "../../shell/use-viewer.js";
import { dayOfInstant, instantsOfDays } from "../../shell/zoned-day.js";
import { daysBack } from "../statistics/periods.js";
import { useAllStats } from "../statistics/use-all-stats.js";
import { PartnerLink } from "../thing-link.js";
import classes from "./top-partners.module.css";

const SHOWN_MAX = 5;

export interface TopPartnersProps {
  daysShown: number;
  now: number;
  /** Raised with every change that the ranking should take in. */
  changes: number;
}

/** Who earned most lately. */
export function TopPartners({ daysShown, now, changes }: TopPartnersProps) {
  const { t } = useTranslation("partners");
  const { timeZone } = useViewer().organization;
  const days = { from: daysBack(daysShown - 1, now, timeZone), until: dayOfInstant(now, timeZone) };
  const { rows, error, refresh } = useAllStats(
    CommissionStatsDocument,
    { groupBy: ["PARTNER"], partnerId: null, programId: null, ...instantsOfDays(days, timeZone) },
    "commissionStats",
  );
  useEffect(() => {
    if (changes > 0) refresh();
  }, [changes, refresh]);
  const top = (rows ?? [])
    .toSorted((a, b) => (BigInt(b.amountMinor) > BigInt(a.amountMinor) ? 1 : -1))
    .slice(0, SHOWN_MAX);
  const most = top[0] ? BigInt(top[0].amountMinor) : 0n;
  return (
    <Paper p="lg" component="section" aria-labelledby="home-partners">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="home-partners">
          {t("home.topPartners")}
        </Title>
        <Anchor
          renderRoot={(props) => <Link {...props} to="/statistics" />}
          size="sm"
          aria-label={`${t("commissions.seeAll")}: ${t("home.topPartners")}`}
        >
          {t("commissions.seeAll")}
        </Anchor>
      </Group>
      {error ? <Failure error={error} onRetry={refresh} /> : null}
      {rows === null && !error ? <Skeleton h={160} /> : null}
      <Stack gap={10}>
        {top.map(({ id, partnerId, partnerName, currency, amountMinor }) => (
          <div key={id}>
            <Group justify="space-between" wrap="nowrap">
              {partnerId ? <PartnerLink partner={{ id: partnerId, name: partnerName ?? partnerId }} /> : null}
              <Text size="sm" fw={600}>
                <MoneyText money={{ amountMinor, currency }} />
              </Text>
            </Group>
            <div
              className={classes.bar}
              style={{ width: `${most > 0n ? Number((BigInt(amountMinor) * 100n) / most) : 0}%` }}
            />
          </div>
        ))}
      </Stack>
    </Paper>
  );
}
