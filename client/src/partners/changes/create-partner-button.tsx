import { Button, Text, TextInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CreatePartnerDocument } from "../../graph/generated/graphql.js";
import { CommandText } from "../../shell/command-text.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction, useIdempotencyKey } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { useViewer } from "../../shell/use-viewer.js";

/** Creates a partner and leads to their page. */
export function CreatePartnerButton() {
  const { t } = useTranslation("changes");
  const { permissions } = useViewer();
  const [isOpen, setOpen] = useState(false);
  if (!permissions.includes("partner:write")) return null;
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("partner.new")}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={t("partner.new")}>
        <CreatePartnerForm />
      </Dialog>
    </>
  );
}

function CreatePartnerForm() {
  const { t } = useTranslation("changes");
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const action = useAction(CreatePartnerDocument, "createPartner");
  const keyOf = useIdempotencyKey();
  const create = async () => {
    const input = { name, email };
    const created = await action.run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (created?.outcome !== "CreatePartnerPayload") return;
    void toast(t("partner.created", { name: created.partner.name }));
    void navigate({ to: "/partners/$partnerId", params: { partnerId: created.partner.id } });
  };
  return (
    <ActionForm action={action} onSubmit={create} submit={t("partner.create")} shownBeside={["name", "email"]}>
      <Text size="sm" c="dimmed">
        {t("partner.newHint")}
      </Text>
      <CommandText command={`npm run --silent tributary -- sign-in --email ${email.trim() || "ADDRESS"}`} />
      <TextInput
        label={t("partner.name")}
        withAsterisk
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={refusalAt(action.refusal, "name")}
        data-autofocus
      />
      <TextInput
        label={t("partner.email")}
        withAsterisk
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={refusalAt(action.refusal, "email")}
      />
    </ActionForm>
  );
}
