import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "../../src/shell/dialog.js";
import { ActionForm } from "../../src/shell/form/action-form.js";
import { refusalAt, useAction } from "../../src/shell/form/use-action.js";
import { toast } from "../../src/shell/toast.js";
import { StepOrganizationDocument } from "../generated/graphql.js";
import type { LifecycleStep, OrganizationRowFragment } from "../generated/graphql.js";
import { STOPPING } from "./standing.js";

export interface StepDialogProps {
  organization: OrganizationRowFragment;
  step: LifecycleStep;
  onClose: () => void;
  onDone: () => void;
}

/** One step of an organization's standing, after a second thought: it says what will follow, and asks why. */
export function StepDialog({ organization, step, onClose, onDone }: StepDialogProps) {
  const { t } = useTranslation("operating");
  const [reason, setReason] = useState("");
  const action = useAction(StepOrganizationDocument, "stepOrganization");
  const { id: organizationId, name } = organization;
  const isStopping = STOPPING.has(step);
  const take = async () => {
    if (!(await action.run({ input: { organizationId, step, reason: reason.trim() || null } }))) return;
    void toast(t(`step.${step}.done`, { name }));
    onDone();
  };
  return (
    <Dialog opened onClose={onClose} title={t(`step.${step}.title`, { name })}>
      <ActionForm
        action={action}
        onSubmit={take}
        submit={t(`step.${step}.submit`)}
        isDangerous={isStopping}
        shownBeside={["reason"]}
        noValidate
      >
        <Text>{t(`step.${step}.body`)}</Text>
        <TextInput
          label={t("reason.label")}
          description={t(isStopping ? "reason.ofStep" : "reason.optional")}
          withAsterisk={isStopping}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={refusalAt(action.refusal, "reason")}
          data-autofocus
        />
      </ActionForm>
    </Dialog>
  );
}
