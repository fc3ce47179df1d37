import { Anchor, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconCoins from "@tabler/icons-react/dist/esm/icons/IconCoins.mjs";
import IconLock from "@tabler/icons-react/dist/esm/icons/IconLock.mjs";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { CommissionsDocument, PartnersDocument, ProgramsDocument } from "../graph/generated/graphql.js";
import { useRows } from "../graph/use-rows.js";
import { EmptyState } from "../shell/empty-state.js";
import { Failure } from "../shell/failure.js";
import { PageTitle } from "../shell/page-title.js";
import { useViewer } from "../shell/use-viewer.js";
import { CommissionList } from "./commission-list.js";
import { DEMO_COMMAND } from "./first-steps.js";

/** Where a member arrives. */
export function HomePage() {
  const { t } = useTranslation("partners");
  const { organization, permissions } = useViewer();
  const seesProgram = permissions.includes("program:read");
  return (
    <>
      <PageTitle
        title={t("home.title", { organization: organization.name })}
        {...(seesProgram ? { lead: t("home.lead") } : {})}
      />
      {seesProgram ? (
        <ProgramOverview />
      ) : (
        <Paper>
          <EmptyState icon={<IconLock />} title={t("home.notYours.title")} body={t("home.notYours.body")} />
        </Paper>
      )}
    </>
  );
}

/** What there is, and what was earned last. */
function ProgramOverview() {
  const { t } = useTranslation("partners");
  const programs = useRows(ProgramsDocument, { first: 5 }, "programs");
  const partners = useRows(PartnersDocument, { first: 5 }, "partners");
  const commissions = useRows(CommissionsDocument, { first: 10, counted: false }, "commissions");

  return (
    <Stack gap="xl">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Paper p="lg" component="section" aria-labelledby="home-programs">
          <Heading id="home-programs" title={t("home.programs")} to="/programs" />
          {programs.loading ? <Skeleton h={90} /> : null}
          {programs.error ? <Failure error={programs.error} onRetry={() => void programs.refresh()} /> : null}
          {programs.rows.map((program) => (
            <Group key={program.id} justify="space-between" py={6} wrap="nowrap">
              <Anchor
                renderRoot={(props) => <Link {...props} to="/programs/$programId" params={{ programId: program.id }} />}
                truncate
              >
                {program.name}
              </Anchor>
              <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                {t(`model.${program.attributionModel}`)}
              </Text>
            </Group>
          ))}
        </Paper>
        <Paper p="lg" component="section" aria-labelledby="home-partners">
          <Heading id="home-partners" title={t("home.partners")} to="/partners" />
          {partners.loading ? <Skeleton h={90} /> : null}
          {partners.error ? <Failure error={partners.error} onRetry={() => void partners.refresh()} /> : null}
          {partners.rows.map((partner) => (
            <Group key={partner.id} justify="space-between" py={6} wrap="nowrap">
              <Anchor
                renderRoot={(props) => <Link {...props} to="/partners/$partnerId" params={{ partnerId: partner.id }} />}
                truncate
              >
                {partner.name}
              </Anchor>
              <Text size="sm" c="dimmed">
                {t(`partnerStatus.${partner.status}`)}
              </Text>
            </Group>
          ))}
        </Paper>
      </SimpleGrid>
      <Paper p="lg" component="section" aria-labelledby="home-commissions">
        <Heading id="home-commissions" title={t("commissions.newest")} to="/commissions" />
        <CommissionList
          commissions={commissions}
          isPartners={false}
          isGlance
          empty={
            <EmptyState
              icon={<IconCoins />}
              title={t("partners.empty.title")}
              body={t("partners.empty.body")}
              command={DEMO_COMMAND}
            />
          }
        />
      </Paper>
    </Stack>
  );
}

function Heading({ id, title, to }: { id: string; title: string; to: "/programs" | "/partners" | "/commissions" }) {
  const { t } = useTranslation("partners");
  return (
    <Group justify="space-between" mb="xs">
      <Title order={2} id={id}>
        {title}
      </Title>
      <Anchor
        renderRoot={(props) => <Link {...props} to={to} />}
        size="sm"
        aria-label={`${t("commissions.seeAll")}: ${title}`}
      >
        {t("commissions.seeAll")}
      </Anchor>
    </Group>
  );
}
