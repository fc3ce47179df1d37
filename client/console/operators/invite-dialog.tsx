import { Alert, Button, Code, CopyButton, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "../../src/shell/dialog.js";
import { ActionForm } from "../../src/shell/form/action-form.js";
import { refusalAt, useAction } from "../../src/shell/form/use-action.js";
import { InviteOperatorDocument } from "../generated/graphql.js";
import type { InviteOperatorMutation } from "../generated/graphql.js";

type Invited = Extract<InviteOperatorMutation["inviteOperator"], { outcome: "InviteOperatorPayload" }>;

/** As the server asks it, said before it is asked (B-STAFF-08). */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export interface InviteDialogProps {
  /** Who is to come back; empty for somebody new. */
  given: { name: string; email: string };
  onClose: () => void;
  onInvited: () => void;
}

/** Makes somebody an operator in two steps: who, and then how they come in, which is shown this one time. */
export function InviteDialog({ given, onClose, onInvited }: InviteDialogProps) {
  const { t } = useTranslation("operating");
  const [invited, setInvited] = useState<Invited | null>(null);
  return (
    // A click beside the window must not lose a link that is shown once.
    <Dialog opened onClose={onClose} title={t("operators.invite.open")} closeOnClickOutside={false}>
      {invited ? (
        <HandOver invited={invited} onClose={onClose} />
      ) : (
        <InviteForm
          given={given}
          onInvited={(made) => {
            setInvited(made);
            onInvited();
          }}
        />
      )}
    </Dialog>
  );
}

interface InviteFormProps {
  given: { name: string; email: string };
  onInvited: (invited: Invited) => void;
}

function InviteForm({ given, onInvited }: InviteFormProps) {
  const { t } = useTranslation("operating");
  const [name, setName] = useState(given.name);
  const [email, setEmail] = useState(given.email);
  const [isChecked, setChecked] = useState(false);
  const action = useAction(InviteOperatorDocument, "inviteOperator");
  const faults = {
    name: isChecked && name.trim() === "" ? t("operators.invite.nameMissing") : null,
    email: isChecked && !EMAIL.test(email.trim()) ? t("operators.invite.emailWrong") : null,
  };
  const invite = async () => {
    setChecked(true);
    if (name.trim() === "" || !EMAIL.test(email.trim())) return;
    const made = await action.run({ input: { name, email } });
    if (made?.outcome === "InviteOperatorPayload") onInvited(made);
  };
  return (
    <ActionForm
      action={action}
      onSubmit={invite}
      submit={t("operators.invite.submit")}
      shownBeside={["name", "email"]}
      noValidate
    >
      <Text>{t("operators.invite.body")}</Text>
      <TextInput
        label={t("operators.invite.name")}
        description={t("operators.invite.nameHint")}
        withAsterisk
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={faults.name ?? refusalAt(action.refusal, "name")}
        data-autofocus
      />
      <TextInput
        type="email"
        label={t("operators.invite.email")}
        withAsterisk
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={faults.email ?? refusalAt(action.refusal, "email")}
      />
    </ActionForm>
  );
}

function HandOver({ invited: { operator, link, isLinkOneTime }, onClose }: { invited: Invited; onClose: () => void }) {
  const { t } = useTranslation("operating");
  const { t: shell } = useTranslation("shell");
  return (
    <Stack>
      <Alert variant="default" title={t("operators.invite.done", { name: operator.name })}>
        {t(isLinkOneTime ? "operators.invite.once" : "operators.invite.provider")}
      </Alert>
      <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }} data-testid="operator-link">
        {link}
      </Code>
      <CopyButton value={link}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            <span aria-live="polite">{copied ? shell("copied") : t("operators.invite.copy")}</span>
          </Button>
        )}
      </CopyButton>
      <Button onClick={onClose}>{t("operators.invite.kept")}</Button>
    </Stack>
  );
}
