import { Group, Select, SimpleGrid, Stack, TagsInput, Text, TextInput, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { AttributionModel } from "../../../graph/generated/graphql.js";
import { refusalAt } from "../../../shell/form/use-action.js";
import type { Refusal } from "../../../shell/form/use-action.js";
import type { ProgramDraft } from "./program-draft.js";
import { RulesEditor } from "./rules-editor.js";

const MODELS: readonly AttributionModel[] = ["LAST_CLICK", "FIRST_CLICK", "LINEAR", "POSITION", "TIME_DECAY"];

/** The fields whose refusals stand beside them. */
export const PROGRAM_FIELDS = [
  "name",
  "destinationUrl",
  "attributionModel",
  "windowDays",
  "holdbackDays",
  "rules",
  "deepLinkDomains",
] as const;

export interface ProgramFieldsProps {
  draft: ProgramDraft;
  onChange: (draft: ProgramDraft) => void;
  refusal: Refusal | null;
}

/** Everything that a program promises, in the order in which one would say it. */
export function ProgramFields({ draft, onChange, refusal }: ProgramFieldsProps) {
  const { t } = useTranslation("programs");
  const { t: partners } = useTranslation("partners");
  const set = (change: Partial<ProgramDraft>) => onChange({ ...draft, ...change });
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t("fields.name")}
          description={t("fields.nameHint")}
          withAsterisk
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={refusalAt(refusal, "name")}
        />
        <TextInput
          label={t("fields.destinationUrl")}
          description={t("fields.destinationUrlHint")}
          withAsterisk
          type="url"
          value={draft.destinationUrl}
          onChange={(event) => set({ destinationUrl: event.currentTarget.value })}
          error={refusalAt(refusal, "destinationUrl")}
        />
      </SimpleGrid>
      <div>
        <Title order={2} mb={4}>
          {t("fields.rules")}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t("fields.rulesHint")}
        </Text>
        <RulesEditor rules={draft.rules} onChange={(rules) => set({ rules })} refusal={refusal} />
      </div>
      <Group align="flex-start">
        <Select
          label={partners("programs.model")}
          description={partners(`modelSentence.${draft.attributionModel}`)}
          data={MODELS.map((value) => ({ value, label: partners(`model.${value}`) }))}
          value={draft.attributionModel}
          onChange={(attributionModel) => set({ attributionModel: attributionModel ?? draft.attributionModel })}
          allowDeselect={false}
          error={refusalAt(refusal, "attributionModel")}
          flex={1}
          miw={240}
        />
        <TextInput
          label={partners("programs.window")}
          description={partners("programs.windowHint")}
          inputMode="numeric"
          rightSection={t("fields.days")}
          rightSectionWidth={52}
          value={draft.windowDays}
          onChange={(event) => set({ windowDays: event.currentTarget.value.replace(/\D/g, "") })}
          error={refusalAt(refusal, "windowDays")}
          flex={1}
          miw={200}
        />
        <TextInput
          label={partners("programs.hold")}
          description={partners("programs.holdHint")}
          inputMode="numeric"
          rightSection={t("fields.days")}
          rightSectionWidth={52}
          value={draft.holdbackDays}
          onChange={(event) => set({ holdbackDays: event.currentTarget.value.replace(/\D/g, "") })}
          error={refusalAt(refusal, "holdbackDays")}
          flex={1}
          miw={200}
        />
      </Group>
      <TagsInput
        label={t("fields.deepLinkDomains")}
        description={t("fields.deepLinkDomainsHint")}
        placeholder={draft.deepLinkDomains.length === 0 ? "shop.example.com" : ""}
        value={draft.deepLinkDomains}
        onChange={(deepLinkDomains) => set({ deepLinkDomains })}
        error={refusalAt(refusal, "deepLinkDomains")}
      />
    </Stack>
  );
}
