import { Anchor, Grid, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import IconLock from "@tabler/icons-react/dist/esm/icons/IconLock.mjs";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { CommissionFramesDocument, CommissionsDocument } from "../graph/generated/graphql.js";
import { useConnectionState } from "../graph/graph-context.js";
import { useFrames } from "../graph/use-frames.js";
import { useRows } from "../graph/use-rows.js";
import { ConnectionBadge } from "../shell/connection-badge.js";
import { EmptyState } from "../shell/empty-state.js";
import { Failure } from "../shell/failure.js";
import { useNow } from "../shell/instants.js";
import { PageTitle } from "../shell/page-title.js";
import { useViewer } from "../shell/use-viewer.js";
import { CommissionList } from "./commission-list.js";
import { FirstSteps } from "./home/first-steps-list.js";
import { OrganizationEarnings } from "./home/organization-earnings.js";
import { TodaysClicks } from "./home/todays-clicks.js";
import { TopPartners } from "./home/top-partners.js";
import { useEarnedDays } from "./statistics/use-earned-days.js";

const EarnedPerDayChart = lazy(() =>
  import("../ledger/earned-per-day-chart.js").then((module) => ({ default: module.EarnedPerDayChart })),
);

const BillingGlance = lazy(() =>
  import("../organizations/billing-glance.js").then((module) => ({ default: module.BillingGlance })),
);

const DAYS_SHOWN = 30;
/** A burst of frames asks once. */
const REFRESH_AFTER_MS = 300;

/** Where a member arrives. */
export function HomePage() {
  const { t } = useTranslation("partners");
  const { organization, permissions, role } = useViewer();
  const connection = useConnectionState();
  const seesProgram = permissions.includes("commission:read");
  return (
    <>
      <PageTitle
        title={t("home.title", { organization: organization.name })}
        {...(seesProgram ? { lead: t("home.lead"), aside: <ConnectionBadge state={connection} /> } : {})}
      />
      {role === "BILLING_ADMIN" ? (
        <Suspense fallback={<Skeleton h={120} />}>
          <BillingGlance />
        </Suspense>
      ) : null}
      {seesProgram ? (
        <Overview />
      ) : (
        <Paper>
          <EmptyState icon={<IconLock />} title={t("home.notYours.title")} body={t("home.notYours.body")} />
        </Paper>
      )}
    </>
  );
}

/** What was earned, by whom, and what came last; all of it as it happens. */
function Overview() {
  const { t } = useTranslation("partners");
  const { timeZone } = useViewer().organization;
  const now = useNow();
  const earned = useEarnedDays(DAYS_SHOWN, null, now);
  const commissions = useRows(CommissionsDocument, { first: 10, counted: false }, "commissions");
  const [changes, setChanges] = useState(0);
  const refresh = useDebouncedCallback(() => {
    earned.refresh();
    void commissions.refresh();
    setChanges((times) => times + 1);
  }, REFRESH_AFTER_MS);
  useFrames(
    CommissionFramesDocument,
    { partnerId: null, programId: null },
    { cursorOf: (frame) => frame.commissions.cursor, onFrame: refresh, onBegin: refresh },
  );
  const isNew = !commissions.loading && !commissions.error && commissions.rows.length === 0;
  if (isNew) return <FirstSteps />;

  return (
    <Stack gap="xl">
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          {earned.error ? <Failure error={earned.error} onRetry={earned.refresh} /> : null}
          {earned.currencies === null && !earned.error ? <Skeleton h={320} /> : null}
          <Stack gap="md" h="100%">
            {earned.currencies?.length === 0 ? (
              <Paper p="lg" h="100%">
                <Text c="dimmed">{t("home.nothingLately", { count: DAYS_SHOWN })}</Text>
              </Paper>
            ) : null}
            {earned.currencies?.map(({ currency, sumMinor, days }) => (
              <OrganizationEarnings key={currency} currency={currency} sumMinor={sumMinor} daysShown={DAYS_SHOWN}>
                <Suspense fallback={<Skeleton h={140} mt="lg" />}>
                  <EarnedPerDayChart days={days} currency={currency} timeZone={timeZone} height={170} />
                </Suspense>
              </OrganizationEarnings>
            ))}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            <TodaysClicks />
            <TopPartners daysShown={DAYS_SHOWN} now={now} changes={changes} />
          </Stack>
        </Grid.Col>
      </Grid>
      <Paper p="lg" component="section" aria-labelledby="home-commissions">
        <Group justify="space-between" mb="xs">
          <Title order={2} id="home-commissions">
            {t("commissions.newest")}
          </Title>
          <Anchor
            renderRoot={(props) => <Link {...props} to="/commissions" />}
            size="sm"
            aria-label={`${t("commissions.seeAll")}: ${t("commissions.title")}`}
          >
            {t("commissions.seeAll")}
          </Anchor>
        </Group>
        <CommissionList commissions={commissions} isPartners={false} isGlance empty={null} />
      </Paper>
    </Stack>
  );
}
