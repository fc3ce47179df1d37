import { Paper, Text, Timeline, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { ProgramQuery } from "../../graph/generated/graphql.js";
import { formatInstant } from "../../shell/instants.js";
import { useViewer } from "../../shell/use-viewer.js";
import { ruleSentence } from "../rule-sentence.js";
import { scheduleSentence } from "./schedule-sentence.js";

type Version = NonNullable<ProgramQuery["program"]>["versions"]["nodes"][number];

/** How the promise changed over time, the newest first. An event keeps the version that it was recorded under. */
export function ProgramVersions({ versions }: { versions: readonly Version[] }) {
  const { t } = useTranslation("partners");
  const { timeZone } = useViewer().organization;
  return (
    <Paper p="lg" component="section" aria-labelledby="program-versions">
      <Title order={2} id="program-versions">
        {t("programs.versions")}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t("programs.versionsHint")}
      </Text>
      <Timeline bulletSize={14} lineWidth={2} active={0} color="river">
        {versions.map((version) => (
          <Timeline.Item
            key={version.id}
            title={t("programs.versionAt", {
              version: version.version,
              at: formatInstant(version.recordedAt, timeZone),
            })}
          >
            {version.rules.map((rule) => (
              <Text key={rule.key} size="sm">
                {ruleSentence(t, rule)}
              </Text>
            ))}
            <Text size="sm" c="dimmed">
              {t("programs.hold")}: {t("programs.days", { count: version.holdbackDays })} ·{" "}
              {scheduleSentence(t, version, timeZone)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Paper>
  );
}
