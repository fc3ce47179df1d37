import { Anchor, Button, Group, List, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import IconTargetArrow from "@tabler/icons-react/dist/esm/icons/IconTargetArrow.mjs";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ProgramsDocument } from "../../graph/generated/graphql.js";
import { useRows } from "../../graph/use-rows.js";
import { EmptyState } from "../../shell/empty-state.js";
import { Failure } from "../../shell/failure.js";
import { PageTitle } from "../../shell/page-title.js";
import { useViewer } from "../../shell/use-viewer.js";
import { withoutScheme } from "../../shell/without-scheme.js";
import { ProgramBadge } from "./program-badge.js";
import { importCommand } from "../first-steps.js";
import { ruleSentence } from "../rule-sentence.js";

export function ProgramsPage() {
  const { t } = useTranslation("partners");
  const { t: shell } = useTranslation("shell");
  const { organization, permissions } = useViewer();
  const programs = useRows(ProgramsDocument, { first: 50 }, "programs");

  return (
    <>
      <PageTitle
        title={t("programs.title")}
        lead={t("programs.lead")}
        aside={
          permissions.includes("program:write") ? (
            <Button
              renderRoot={(props) => <Link {...props} to="/programs/new" />}
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {t("programs.new")}
            </Button>
          ) : null
        }
      />
      {programs.error ? <Failure error={programs.error} onRetry={() => void programs.refresh()} /> : null}
      {programs.loading ? <Skeleton h={220} /> : null}
      {!programs.loading && !programs.error && programs.rows.length === 0 ? (
        <Paper>
          <EmptyState
            icon={<IconTargetArrow />}
            title={t("programs.empty.title")}
            body={t("programs.empty.body")}
            command={importCommand(organization.slug)}
          />
        </Paper>
      ) : null}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {programs.rows.map((program) => (
          <Paper key={program.id} p="lg" component="article">
            <Group justify="space-between" align="baseline" wrap="nowrap">
              <Title order={2}>
                <Anchor
                  renderRoot={(props) => (
                    <Link {...props} to="/programs/$programId" params={{ programId: program.id }} />
                  )}
                  inherit
                >
                  {program.name}
                </Anchor>
              </Title>
              <ProgramBadge status={program.status} />
            </Group>
            <Text size="sm" c="dimmed" truncate>
              {withoutScheme(program.destinationUrl)}
            </Text>
            <Group gap="xl" my="md">
              <Term name={t("programs.model")} value={t(`model.${program.attributionModel}`)} />
              <Term name={t("programs.window")} value={t("programs.days", { count: program.windowDays })} />
              <Term name={t("programs.hold")} value={t("programs.days", { count: program.holdbackDays })} />
            </Group>
            <List size="sm" spacing={4}>
              {program.rules.map((rule) => (
                <List.Item key={rule.key}>{ruleSentence(t, rule)}</List.Item>
              ))}
            </List>
          </Paper>
        ))}
      </SimpleGrid>
      {programs.hasMore ? (
        <Button variant="default" mt="md" onClick={() => void programs.loadMore()} loading={programs.loadingMore}>
          {shell("loadMore")}
        </Button>
      ) : null}
    </>
  );
}

function Term({ name, value }: { name: string; value: string }) {
  return (
    <Stack gap={0}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fw={600}>{value}</Text>
    </Stack>
  );
}
