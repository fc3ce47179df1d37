import { Grid, Paper, SimpleGrid, Skeleton, Stack, Title } from "@mantine/core";
import IconRipple from "@tabler/icons-react/dist/esm/icons/IconRipple.mjs";
import { lazy, Suspense, useEffect } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { CommissionsDocument } from "../graph/generated/graphql.js";
import type { CommissionRowFragment } from "../graph/generated/graphql.js";
import { useRows } from "../graph/use-rows.js";
import { CurrencyCard } from "../ledger/currency-card.js";
import { newsKey } from "../ledger/earnings-state.js";
import type { EarningsNews } from "../ledger/earnings-state.js";
import { NewsFeed } from "../ledger/news-feed.js";
import { useLiveEarnings } from "../ledger/use-live-earnings.js";
import { ConnectionBadge } from "../shell/connection-badge.js";
import { EmptyState } from "../shell/empty-state.js";
import { Failure } from "../shell/failure.js";
import { useNow } from "../shell/instants.js";
import { PageTitle } from "../shell/page-title.js";
import { useViewer } from "../shell/use-viewer.js";
import { CommissionList } from "./commission-list.js";
import { LinkList } from "./links/link-list.js";
import { useEarnedDays } from "./statistics/use-earned-days.js";

const EarnedPerDayChart = lazy(() =>
  import("../ledger/earned-per-day-chart.js").then((module) => ({ default: module.EarnedPerDayChart })),
);

const COMMISSIONS_PAGE = 50;
const CHART_DAYS = 30;
/** A burst of frames asks for the list once. */
const REFRESH_AFTER_MS = 400;

export interface EarningsBoardProps {
  /** Null: the viewer's own. */
  partnerId: string | null;
  title: string;
  linksTitle: string;
  /** Stands between links and commissions. */
  terms?: ReactNode;
}

/** One partner's earnings as they happen, with links, commissions and the reason for each. */
export function EarningsBoard({ partnerId, title, linksTitle, terms }: EarningsBoardProps) {
  const { t } = useTranslation("ledger");
  const { t: partners } = useTranslation("partners");
  const { timeZone } = useViewer().organization;
  const now = useNow();
  const { earnings, connection, error, latest, addNews } = useLiveEarnings(partnerId);
  const commissions = useRows(
    CommissionsDocument,
    { first: COMMISSIONS_PAGE, partnerId, counted: false },
    "commissions",
  );
  const { refresh, rows } = commissions;
  const { currencies: earned, refresh: refreshDays } = useEarnedDays(CHART_DAYS, partnerId, now);

  useEffect(() => {
    if (!latest) return undefined;
    const timer = setTimeout(() => {
      void refresh();
      refreshDays();
    }, REFRESH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [latest, refresh, refreshDays]);

  const hasEarnings = earnings !== null;
  useEffect(() => {
    if (hasEarnings) addNews(rows.map(accrualOf));
  }, [hasEarnings, rows, addNews]);

  const main = earnings?.currencies[0];
  const days = earned?.find(({ currency }) => currency === main?.currency)?.days ?? [];

  return (
    <Stack gap="xl">
      <div>
        <PageTitle title={title} aside={<ConnectionBadge state={connection} />} />
        {error ? <Failure error={error} /> : null}
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 8 }}>
            {earnings === null && !error ? <Skeleton h={300} /> : null}
            {earnings?.currencies.length === 0 ? (
              <Paper h="100%">
                <EmptyState icon={<IconRipple />} title={t("earnings.empty.title")} body={t("earnings.empty.body")} />
              </Paper>
            ) : null}
            {earnings && main ? (
              <Stack gap="md" h="100%">
                <CurrencyCard earnings={main} latest={latest}>
                  {days.length > 0 ? (
                    <Suspense fallback={<Skeleton h={140} mt="lg" />}>
                      <EarnedPerDayChart days={days} currency={main.currency} timeZone={timeZone} />
                    </Suspense>
                  ) : null}
                </CurrencyCard>
                {earnings.currencies.length > 1 ? (
                  <SimpleGrid cols={{ base: 1, sm: Math.min(earnings.currencies.length - 1, 2) }}>
                    {earnings.currencies.slice(1).map((currency) => (
                      <CurrencyCard key={currency.currency} earnings={currency} latest={latest} />
                    ))}
                  </SimpleGrid>
                ) : null}
              </Stack>
            ) : null}
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 4 }}>
            {earnings ? <NewsFeed news={earnings.news} /> : <Skeleton h={300} />}
          </Grid.Col>
        </Grid>
      </div>
      <LinkList partnerId={partnerId} title={linksTitle} />
      {terms}
      <section aria-labelledby="commissions-title">
        <Title order={2} id="commissions-title" mb="sm">
          {partners("commissions.title")}
        </Title>
        <Paper p={{ base: "md", sm: "sm" }}>
          <CommissionList
            commissions={commissions}
            isPartners
            empty={
              <EmptyState
                icon={<IconRipple />}
                title={partners("commissions.emptyOwn.title")}
                body={partners("commissions.emptyOwn.body")}
              />
            }
          />
        </Paper>
      </section>
    </Stack>
  );
}

/** A commission's birth as news: the feed begins with what happened before the page was opened. */
function accrualOf(commission: CommissionRowFragment): EarningsNews {
  return {
    key: newsKey("ACCRUED", commission.id),
    kind: "ACCRUED",
    at: commission.createdAt,
    amountMinor: BigInt(commission.amount.amountMinor),
    currency: commission.amount.currency,
    commissionId: commission.id,
    programName: commission.program.name,
    eventType: commission.event.type,
  };
}
