import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import {
  AddPasskeyDocument,
  BeginPasskeyDocument,
  RemovePasskeyDocument,
  RenamePasskeyDocument,
} from "../../graph/generated/graphql.js";
import type { PasskeyRowFragment } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";
import { When } from "../../shell/when.js";
import { makePasskey } from "../browser-passkey.js";
import { ConfirmButton } from "./confirm-button.js";
import { SecurityCard } from "./security-card.js";
import type { SecurityCardProps } from "./security-card.js";

/** Someone's passkeys: added, renamed and removed here. */
export function PasskeysCard({ security, onChanged }: SecurityCardProps) {
  const { t } = useTranslation("account");
  const { passkeys, hasPasskeysHere } = security;
  return (
    <SecurityCard
      title={t("passkeys.title")}
      body={t("passkeys.body")}
      actions={
        hasPasskeysHere ? <AddPasskey onChanged={onChanged} /> : <Text size="sm">{t("passkeys.elsewhere")}</Text>
      }
    >
      {passkeys.length === 0 ? (
        <Text size="sm">{t("passkeys.none")}</Text>
      ) : (
        <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
          {passkeys.map((passkey) => (
            <PasskeyItem key={passkey.id} passkey={passkey} onChanged={onChanged} />
          ))}
        </Stack>
      )}
    </SecurityCard>
  );
}

function PasskeyItem({ passkey, onChanged }: { passkey: PasskeyRowFragment; onChanged: () => void }) {
  const { t } = useTranslation("account");
  const { id, name, isSynced, createdAt, lastUsedAt } = passkey;
  const removal = useAction(RemovePasskeyDocument, "removePasskey");
  const remove = async () => {
    if (!(await removal.run({ input: { passkeyId: id } }))) return false;
    void toast(t("passkeys.removed", { name }));
    onChanged();
    return true;
  };
  return (
    <Group component="li" justify="space-between" gap="sm">
      <div>
        <Group gap="xs">
          <Text fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
            {name}
          </Text>
          {isSynced ? <Badge>{t("passkeys.synced")}</Badge> : null}
        </Group>
        <Group gap={4} c="dimmed">
          <Text size="sm">{t("passkeys.created")}</Text>
          <When at={createdAt} />
          <Text size="sm">· {t(lastUsedAt ? "passkeys.lastUsed" : "passkeys.neverUsed")}</Text>
          {lastUsedAt ? <When at={lastUsedAt} /> : null}
        </Group>
      </div>
      <Group gap="xs">
        <RenamePasskey passkey={passkey} onChanged={onChanged} />
        <ConfirmButton
          label={t("passkeys.remove")}
          ariaLabel={t("passkeys.removeOf", { name })}
          title={t("passkeys.removeTitle", { name })}
          body={t("passkeys.removeBody")}
          submit={t("passkeys.removeSubmit")}
          action={removal}
          onConfirm={remove}
        />
      </Group>
    </Group>
  );
}

function RenamePasskey({ passkey: { id, name }, onChanged }: { passkey: PasskeyRowFragment; onChanged: () => void }) {
  const { t } = useTranslation("account");
  const [isOpen, setOpen] = useState(false);
  const [wanted, setWanted] = useState(name);
  const action = useAction(RenamePasskeyDocument, "renamePasskey");
  const rename = async () => {
    if (!(await action.run({ input: { passkeyId: id, name: wanted } }))) return;
    setOpen(false);
    onChanged();
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => setOpen(true)}
        aria-label={t("passkeys.renameOf", { name })}
      >
        {t("passkeys.rename")}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={t("passkeys.renameTitle", { name })}>
        <ActionForm action={action} onSubmit={rename} submit={t("passkeys.renameSubmit")} shownBeside={["name"]}>
          <TextInput
            label={t("passkeys.name")}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
            error={refusalAt(action.refusal, "name")}
            data-autofocus
          />
        </ActionForm>
      </Dialog>
    </>
  );
}

function AddPasskey({ onChanged }: { onChanged: () => void }) {
  const { t } = useTranslation("account");
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState(t("passkeys.nameDefault"));
  const [isCancelled, setCancelled] = useState(false);
  const begin = useAction(BeginPasskeyDocument, "beginPasskey");
  const add = useAction(AddPasskeyDocument, "addPasskey");
  const create = async () => {
    setCancelled(false);
    const begun = await begin.run({});
    if (begun?.outcome !== "BeginPasskeyPayload") return;
    const passkey = await makePasskey(begun.options);
    if (!passkey) return setCancelled(true);
    if (!(await add.run({ input: { passkey, name } }))) return;
    setOpen(false);
    void toast(t("passkeys.added", { name }));
    onChanged();
  };
  const action = {
    isRunning: begin.isRunning || add.isRunning,
    refusal: begin.refusal ?? add.refusal,
    error: begin.error ?? add.error,
  };
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t("passkeys.add")}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={t("passkeys.add")}>
        <ActionForm action={action} onSubmit={create} submit={t("passkeys.create")} shownBeside={["name"]}>
          <TextInput
            label={t("passkeys.name")}
            description={t("passkeys.nameHint")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={refusalAt(action.refusal, "name")}
            data-autofocus
          />
          {isCancelled ? (
            <Text size="sm" role="alert">
              {t("passkeys.cancelled")}
            </Text>
          ) : null}
        </ActionForm>
      </Dialog>
    </>
  );
}
