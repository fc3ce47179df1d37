import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { AmendTermsDocument, ClearTermsDocument } from "../../graph/generated/graphql.js";
import type { PartnerQuery } from "../../graph/generated/graphql.js";
import { ActionFaults } from "../../shell/form/action-faults.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { useViewer } from "../../shell/use-viewer.js";
import { instantOfWallClock } from "../../shell/zoned-day.js";
import { draftOf, inputOf } from "../programs/form/rule-draft.js";
import type { RuleDraft } from "../programs/form/rule-draft.js";
import { RulesEditor } from "../programs/form/rules-editor.js";

/** One version of a partner's terms, as their page shows it. */
export type ShownTerms = NonNullable<PartnerQuery["partner"]>["terms"]["nodes"][number];

export interface ChangeTermsProps {
  partnerId: string;
  terms: ShownTerms;
  /** Called once it is done. */
  onDone: () => void;
}

/** Agrees terms of a partner's own, beginning with those that they have. */
export function AmendTerms({ partnerId, terms, onDone }: ChangeTermsProps) {
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
    <ActionForm
      action={action}
      onSubmit={amend}
      submit={t("terms.amendSubmit")}
      shownBeside={["rules", "holdbackDays", "effectiveFrom"]}
    >
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
    </ActionForm>
  );
}

/** Ends a partner's own terms. */
export function ClearTerms({ partnerId, terms, onDone }: ChangeTermsProps) {
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
