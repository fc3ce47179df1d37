import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { MemberRowFragment } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { useAction } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { MEMBER_STEPS } from "./member-steps.js";
import type { MemberStep } from "./member-steps.js";

export interface MemberStepDialogProps {
  member: MemberRowFragment;
  step: MemberStep;
  onClose: () => void;
  onDone: () => void;
}

/** One step of one membership, after a second thought: it says what will follow. */
export function MemberStepDialog({ member, step, onClose, onDone }: MemberStepDialogProps) {
  const { t } = useTranslation("organizations");
  const { document, isDangerous } = MEMBER_STEPS[step];
  const action = useAction(document, "done");
  const { name } = member;
  const take = async () => {
    if (!(await action.run({ input: { membershipId: member.id } }))) return;
    void toast(t(`members.step.${step}.done`, { name }));
    onDone();
  };
  return (
    <Dialog opened onClose={onClose} title={t(`members.step.${step}.title`, { name })}>
      <ActionForm
        action={action}
        onSubmit={take}
        submit={t(`members.step.${step}.submit`)}
        isDangerous={isDangerous}
        shownBeside={[]}
      >
        <Text>{t(`members.step.${step}.body`, { name })}</Text>
      </ActionForm>
    </Dialog>
  );
}
