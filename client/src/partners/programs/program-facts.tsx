import { List, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { ProgramFieldsFragment } from "../../graph/generated/graphql.js";
import { useViewer } from "../../shell/use-viewer.js";
import { ruleSentence } from "../rule-sentence.js";
import { scheduleSentence } from "./schedule-sentence.js";

/** What a program promises, in plain words. */
export function ProgramFacts({ program }: { program: ProgramFieldsFragment }) {
  const { t } = useTranslation("partners");
  const { timeZone } = useViewer().organization;
  return (
    <Stack>
      <div>
        <Text size="sm" c="dimmed">
          {t("programs.rules")}
        </Text>
        <List spacing={4}>
          {program.rules.map((rule) => (
            <List.Item key={rule.key}>{ruleSentence(t, rule)}</List.Item>
          ))}
        </List>
      </div>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Fact name={t("programs.model")} value={t(`model.${program.attributionModel}`)}>
          {t(`modelSentence.${program.attributionModel}`)}
        </Fact>
        <Fact name={t("programs.window")} value={t("programs.days", { count: program.windowDays })}>
          {t("programs.windowHint")}
        </Fact>
        <Fact name={t("programs.hold")} value={t("programs.days", { count: program.holdbackDays })}>
          {t("programs.holdHint")}
        </Fact>
        <Fact name={t("programs.open")} value={scheduleSentence(t, program, timeZone)} />
      </SimpleGrid>
    </Stack>
  );
}

function Fact({ name, value, children }: { name: string; value: string; children?: string }) {
  return (
    <Stack gap={0}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fw={600}>{value}</Text>
      {children ? (
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      ) : null}
    </Stack>
  );
}
