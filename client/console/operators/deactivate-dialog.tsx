import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Dialog } from "../../src/shell/dialog.js";
import { ActionForm } from "../../src/shell/form/action-form.js";
import { useAction } from "../../src/shell/form/use-action.js";
import { toast } from "../../src/shell/toast.js";
import { DeactivateOperatorDocument } from "../generated/graphql.js";
import type { OperatorRowFragment } from "../generated/graphql.js";

export interface DeactivateDialogProps {
  operator: OperatorRowFragment;
  onClose: () => void;
  onDone: () => void;
}

/** Takes from somebody what makes them an operator, after a second thought. */
export function DeactivateDialog({ operator: { id, name }, onClose, onDone }: DeactivateDialogProps) {
  const { t } = useTranslation("operating");
  const action = useAction(DeactivateOperatorDocument, "deactivateOperator");
  const deactivate = async () => {
    if (!(await action.run({ input: { operatorId: id } }))) return;
    void toast(t("operators.deactivate.done", { name }));
    onDone();
  };
  return (
    <Dialog opened onClose={onClose} title={t("operators.deactivate.title", { name })}>
      <ActionForm
        action={action}
        onSubmit={deactivate}
        submit={t("operators.deactivate.submit")}
        isDangerous
        shownBeside={[]}
      >
        <Text>{t("operators.deactivate.body")}</Text>
      </ActionForm>
    </Dialog>
  );
}
