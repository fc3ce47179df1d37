import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Dialog } from "../../src/shell/dialog.js";
import { ActionForm } from "../../src/shell/form/action-form.js";
import { useAction } from "../../src/shell/form/use-action.js";
import { DeleteFlagDocument, KillFlagDocument } from "../generated/graphql.js";

export interface EndFlagDialogProps {
  how: "kill" | "delete";
  flagKey: string;
  onClose: () => void;
  onDone: () => void;
}

/** Switches a flag off for everybody, or deletes it, after a second thought. */
export function EndFlagDialog({ how, flagKey: key, onClose, onDone }: EndFlagDialogProps) {
  const { t } = useTranslation("operating");
  const killing = useAction(KillFlagDocument, "killFlag");
  const deleting = useAction(DeleteFlagDocument, "deleteFlag");
  const action = how === "kill" ? killing : deleting;
  const end = async () => {
    if (await action.run({ input: { key } })) onDone();
  };
  return (
    <Dialog opened onClose={onClose} title={t(`flags.${how}.title`, { key })}>
      <ActionForm action={action} onSubmit={end} submit={t(`flags.${how}.submit`)} isDangerous shownBeside={[]}>
        <Text>{t(`flags.${how}.body`)}</Text>
      </ActionForm>
    </Dialog>
  );
}
