import { Badge, Button, Group, List, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { AmendTermsDocument, ClearTermsDocument } from "../../graph/generated/graphql.js";
import type { PartnerQuery } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionFaults } from "../../shell/form/action-faults.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";
import { formatInstant } from "../../shell/instants.js";
import { toast } from "../../shell/toast.js";
import { useViewer } from "../../shell/use-viewer.js";
import { instantOfWallClock } from "../../shell/zoned-day.js";
import { draftOf, inputOf } from "../programs/form/rule-draft.js";
import type { RuleDraft } from "../programs/form/rule-draft.js";
import { RulesEditor } from "../programs/form/rules-editor.js";
import { ruleSentence } from "../rule-sentence.js";
import { ProgramLink } from "../thing-link.js";

type ShownTerms = NonNullable<PartnerQuery["partner"]>["terms"]["nodes"][number];

export interface PartnerTermsProps {
  partnerId: string;
  /** Every version, the newest first. */
  terms: readonly ShownTerms[];
  onChanged: () => void;
}

/** Under which terms a partner works in each program, and the ways to change them. */
export function PartnerTerms({ partnerId, terms, onChanged }: PartnerTermsProps) {
  const { t } = useTranslation("changes");
  // The newest of each program is in force.
  const current = [...new Map(terms.toReversed().map((version) => [version.program.id, version])).values()];
  if (current.length === 0) return null;
  return (
    <section aria-labelledby="terms-title">
      <Title order={2} id="terms-title" mb="sm">
        {t("terms.title")}
      </Title>
      <Stack gap="sm">
        {current.map((version) => (
          <TermsCard key={version.program.id} partnerId={partnerId} terms={version} onChanged={onChanged} />
        ))}
      </Stack>
    </section>
  );
}

interface TermsCardProps {
  partnerId: string;
  terms: ShownTerms;
  onChanged: () => void;
}

function TermsCard({ partnerId, terms, onChanged }: TermsCardProps) {
  const { t } = useTranslation("changes");
  const { t: partners } = useTranslation("partners");
  const { permissions, organization } = useViewer();
  const [asked, setAsked] = useState<"amend" | "clear" | null>(null);
  const onDone = () => {
    setAsked(null);
    onChanged();
  };
  const { rules, holdbackDays } = terms;
  return (
    <Paper p="md" data-testid="terms">
      <Group justify="space-between" mb="xs">
        <Group gap="xs">
          <ProgramLink program={terms.program} />
          <Badge>{t(`terms.source.${terms.source}`)}</Badge>
        </Group>
        {permissions.includes("terms:write") ? (
          <Group gap="xs">
            <Button variant="default" size="compact-sm" onClick={() => setAsked("amend")}>
              {t("terms.amend")}
            </Button>
            {terms.source === "CLEARED" ? null : (
              <Button variant="default" size="compact-sm" onClick={() => setAsked("clear")}>
                {t("terms.clear")}
              </Button>
            )}
          </Group>
        ) : null}
      </Group>
      {rules ? (
        <List size="sm">
          {rules.map((rule) => (
            <List.Item key={rule.key}>{ruleSentence(partners, rule)}</List.Item>
          ))}
        </List>
      ) : (
        <Text size="sm">{t("terms.programRules")}</Text>
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {holdbackDays === null || holdbackDays === undefined
          ? t("terms.programHold")
          : t("terms.hold", { days: partners("programs.days", { count: holdbackDays }) })}{" "}
        · {t("terms.since", { at: formatInstant(terms.effectiveFrom, organization.timeZone), version: terms.version })}
      </Text>
      <Dialog
        opened={asked === "amend"}
        onClose={() => setAsked(null)}
        title={t("terms.amendTitle", { program: terms.program.name })}
        size="xl"
      >
        <AmendForm partnerId={partnerId} terms={terms} onDone={onDone} />
      </Dialog>
      <Dialog
        opened={asked === "clear"}
        onClose={() => setAsked(null)}
        title={t("terms.clearTitle", { program: terms.program.name })}
      >
        <ClearForm partnerId={partnerId} terms={terms} onDone={onDone} />
      </Dialog>
    </Paper>
  );
}

interface FormProps {
  partnerId: string;
  terms: ShownTerms;
  onDone: () => void;
}

function AmendForm({ partnerId, terms, onDone }: FormProps) {
  const { t } = useTranslation("changes");
  const { timeZone } = useViewer().organization;
  const [rules, setRules] = useState<RuleDraft[]>(() => (terms.rules ?? terms.program.rules).map(draftOf));
  const [holdbackDays, setHoldbackDays] = useState(String(terms.holdbackDays ?? ""));
  const [effectiveFrom, setEffectiveFrom] = useState("");
  const action = useAction(AmendTermsDocument, "amendTerms");
  const amend = async () => {
    const input = {
      partnerId,
      programId: terms.program.id,
      rules: rules.map(inputOf),
      ...(holdbackDays === "" ? {} : { holdbackDays: Number(holdbackDays) }),
      ...(effectiveFrom === "" ? {} : { effectiveFrom: instantOfWallClock(effectiveFrom, timeZone) }),
    };
    if (!(await action.run({ input }))) return;
    void toast(t("terms.amended"));
    onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void amend();
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t("terms.amendBody")}
        </Text>
        <RulesEditor rules={rules} onChange={setRules} refusal={action.refusal} />
        <Group align="flex-start">
          <TextInput
            label={t("terms.holdDays")}
            description={t("terms.holdDaysHint")}
            inputMode="numeric"
            value={holdbackDays}
            onChange={(event) => setHoldbackDays(event.currentTarget.value.replace(/\D/g, ""))}
            error={refusalAt(action.refusal, "holdbackDays")}
          />
          <TextInput
            type="datetime-local"
            label={t("terms.effectiveFrom")}
            description={t("terms.effectiveFromHint")}
            value={effectiveFrom}
            onChange={(event) => setEffectiveFrom(event.currentTarget.value)}
            error={refusalAt(action.refusal, "effectiveFrom")}
          />
        </Group>
        <ActionFaults action={action} shownBeside={["rules", "holdbackDays", "effectiveFrom"]} />
        <Button type="submit" loading={action.isRunning}>
          {t("terms.amendSubmit")}
        </Button>
      </Stack>
    </form>
  );
}

function ClearForm({ partnerId, terms, onDone }: FormProps) {
  const { t } = useTranslation("changes");
  const action = useAction(ClearTermsDocument, "clearTerms");
  const clear = async () => {
    if (!(await action.run({ input: { partnerId, programId: terms.program.id } }))) return;
    void toast(t("terms.cleared"));
    onDone();
  };
  return (
    <Stack>
      <Text>{t("terms.clearBody")}</Text>
      <ActionFaults action={action} />
      <Button onClick={() => void clear()} loading={action.isRunning}>
        {t("terms.clearSubmit")}
      </Button>
    </Stack>
  );
}
