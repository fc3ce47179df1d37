import {
  ActionIcon,
  Button,
  Group,
  Paper,
  SegmentedControl,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import IconTrash from "@tabler/icons-react/dist/esm/icons/IconTrash.mjs";
import { useTranslation } from "react-i18next";

import type { RuleOccurrence } from "../../../graph/generated/graphql.js";
import { refusalAt } from "../../../shell/form/use-action.js";
import type { Refusal } from "../../../shell/form/use-action.js";
import { CURRENCIES } from "./currencies.js";
import { NEW_RULE } from "./rule-draft.js";
import type { RuleDraft } from "./rule-draft.js";

const OCCURRENCES: readonly RuleOccurrence[] = ["EVERY", "FIRST", "SUBSEQUENT"];
const RULES_MAX = 20;

export interface RulesEditorProps {
  rules: readonly RuleDraft[];
  onChange: (rules: RuleDraft[]) => void;
  refusal: Refusal | null;
}

/** What is paid for which event: one card for each rule. */
export function RulesEditor({ rules, onChange, refusal }: RulesEditorProps) {
  const { t } = useTranslation("programs");
  const changed = (index: number, change: Partial<RuleDraft>) =>
    onChange(rules.map((rule, at) => (at === index ? { ...rule, ...change } : rule)));
  const whole = refusal?.path[0] === "rules" && refusal.path.length === 1 ? refusal.message : null;
  return (
    <Stack gap="sm">
      {rules.map((rule, index) => (
        <RuleCard
          // Rules have no identity while they are written; their order is theirs.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          rule={rule}
          name={t("rules.nth", { count: index + 1 })}
          message={refusalAt(refusal, "rules", String(index))}
          onChange={(change) => changed(index, change)}
          onRemove={rules.length > 1 ? () => onChange(rules.filter((_, at) => at !== index)) : null}
        />
      ))}
      {whole ? <Text c="var(--trb-loss)">{whole}</Text> : null}
      {rules.length < RULES_MAX ? (
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onChange([...rules, { ...NEW_RULE, key: `rule-${rules.length + 1}` }])}
          style={{ alignSelf: "flex-start" }}
        >
          {t("rules.add")}
        </Button>
      ) : null}
    </Stack>
  );
}

interface RuleCardProps {
  rule: RuleDraft;
  name: string;
  message: string | null;
  onChange: (change: Partial<RuleDraft>) => void;
  onRemove: (() => void) | null;
}

function RuleCard({ rule, name, message, onChange, onRemove }: RuleCardProps) {
  const { t } = useTranslation("programs");
  return (
    <Paper p="md" component="fieldset" m={0} aria-label={name} data-testid="rule">
      <Group justify="space-between" mb="xs">
        <SegmentedControl
          aria-label={t("rules.kind")}
          value={rule.kind}
          onChange={(kind) => onChange({ kind })}
          data={[
            { value: "PERCENT", label: t("rules.percent") },
            { value: "FIXED", label: t("rules.fixed") },
          ]}
        />
        {onRemove ? (
          <ActionIcon aria-label={t("rules.remove", { name })} onClick={onRemove}>
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        ) : null}
      </Group>
      <Group align="flex-start" gap="sm">
        {rule.kind === "PERCENT" ? (
          <TextInput
            label={t("rules.percentOf")}
            inputMode="decimal"
            value={rule.percent}
            onChange={(event) => onChange({ percent: event.currentTarget.value })}
            rightSection="%"
            w={130}
          />
        ) : (
          <Group gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              label={t("rules.amount")}
              inputMode="decimal"
              value={rule.fixed}
              onChange={(event) => onChange({ fixed: event.currentTarget.value })}
              w={110}
            />
            <Select
              label={t("rules.currency")}
              data={CURRENCIES}
              value={rule.currency}
              onChange={(currency) => onChange({ currency: currency ?? rule.currency })}
              searchable
              allowDeselect={false}
              w={110}
            />
          </Group>
        )}
        <Select
          label={t("rules.occurrence")}
          data={OCCURRENCES.map((value) => ({ value, label: t(`rules.occurs.${value}`) }))}
          value={rule.occurrence}
          onChange={(occurrence) => onChange({ occurrence: occurrence ?? "EVERY" })}
          allowDeselect={false}
          w={170}
        />
        <TagsInput
          label={t("rules.eventTypes")}
          description={t("rules.eventTypesHint")}
          placeholder={rule.eventTypes.length === 0 ? t("rules.anyEvent") : ""}
          value={rule.eventTypes}
          onChange={(eventTypes) => onChange({ eventTypes })}
          flex={1}
          miw={200}
        />
        <TextInput
          label={t("rules.capMonths")}
          description={t("rules.capMonthsHint")}
          inputMode="numeric"
          value={rule.capMonths}
          onChange={(event) => onChange({ capMonths: event.currentTarget.value.replace(/\D/g, "") })}
          w={150}
        />
        <TextInput
          label={t("rules.key")}
          description={t("rules.keyHint")}
          value={rule.key}
          onChange={(event) => onChange({ key: event.currentTarget.value })}
          w={170}
        />
      </Group>
      {message ? (
        <Text size="sm" c="var(--trb-loss)" mt="xs" role="alert">
          {message}
        </Text>
      ) : null}
    </Paper>
  );
}
