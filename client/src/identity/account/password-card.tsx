import { Button, Group, PasswordInput, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { RemovePasswordDocument, SetPasswordDocument } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { useViewer } from "../../shell/use-viewer.js";
import { When } from "../../shell/when.js";
import { ConfirmButton } from "./confirm-button.js";
import { SecurityCard } from "./security-card.js";
import type { SecurityCardProps } from "./security-card.js";

/** Someone's password: set, changed and removed here. */
export function PasswordCard({ security: { passwordSetAt }, onChanged }: SecurityCardProps) {
  const { t } = useTranslation("account");
  const removal = useAction(RemovePasswordDocument, "removePassword");
  const remove = async () => {
    if (!(await removal.run({}))) return false;
    void toast(t("password.removed"));
    onChanged();
    return true;
  };
  return (
    <SecurityCard
      title={t("password.title")}
      {...(passwordSetAt ? {} : { body: t("password.none") })}
      actions={
        <>
          <SetPassword isChange={passwordSetAt !== null} onChanged={onChanged} />
          {passwordSetAt ? (
            <ConfirmButton
              size="sm"
              label={t("password.remove")}
              title={t("password.removeTitle")}
              body={t("password.removeBody")}
              submit={t("password.removeSubmit")}
              action={removal}
              onConfirm={remove}
            />
          ) : null}
        </>
      }
    >
      {passwordSetAt ? (
        <Group gap={4}>
          <Text size="sm">{t("password.set")}</Text>
          <When at={passwordSetAt} />
        </Group>
      ) : null}
    </SecurityCard>
  );
}

function SetPassword({ isChange, onChanged }: { isChange: boolean; onChanged: () => void }) {
  const { t } = useTranslation("account");
  const { email } = useViewer();
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const action = useAction(SetPasswordDocument, "setPassword");
  const set = async () => {
    if (!(await action.run({ input: { password } }))) return;
    setPassword("");
    setOpen(false);
    void toast(t("password.done"));
    onChanged();
  };
  return (
    <>
      <Button variant="default" size="sm" onClick={() => setOpen(true)}>
        {t(isChange ? "password.changeOpen" : "password.setOpen")}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={t("password.setTitle")}>
        <ActionForm action={action} onSubmit={set} submit={t("password.submit")} shownBeside={["password"]}>
          {/* So that a password manager knows whose it is. */}
          <input type="hidden" autoComplete="username" value={email ?? ""} readOnly />
          <PasswordInput
            label={t("password.label")}
            description={t("password.hint")}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={refusalAt(action.refusal, "password")}
            data-autofocus
          />
        </ActionForm>
      </Dialog>
    </>
  );
}
