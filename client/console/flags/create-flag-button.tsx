import { Button, Text, TextInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "../../src/shell/dialog.js";
import { ActionForm } from "../../src/shell/form/action-form.js";
import { refusalAt, useAction } from "../../src/shell/form/use-action.js";
import { CreateFlagDocument } from "../generated/graphql.js";

/** Makes a flag: a key and what it is for. It is off; all else is set on its own page, where this leads. */
export function CreateFlagButton() {
  const { t } = useTranslation("operating");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("flags.new")}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={t("flags.new")}>
        <CreateFlagForm />
      </Dialog>
    </>
  );
}

function CreateFlagForm() {
  const { t } = useTranslation("operating");
  const navigate = useNavigate();
  const [key, setKey] = useState("");
  const [description, setDescription] = useState("");
  const action = useAction(CreateFlagDocument, "createFlag");
  const create = async () => {
    const created = await action.run({ input: { key, description } });
    if (created?.outcome !== "CreateFlagPayload") return;
    await navigate({ to: "/flags/$flagKey", params: { flagKey: created.flag.key } });
  };
  return (
    <ActionForm
      action={action}
      onSubmit={create}
      submit={t("flags.create")}
      shownBeside={["key", "description"]}
      noValidate
    >
      <Text>{t("flags.newBody")}</Text>
      <TextInput
        label={t("flags.key")}
        description={t("flags.keyHint")}
        withAsterisk
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        error={refusalAt(action.refusal, "key")}
        data-autofocus
      />
      <TextInput
        label={t("flags.description")}
        withAsterisk
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        error={refusalAt(action.refusal, "description")}
      />
    </ActionForm>
  );
}
