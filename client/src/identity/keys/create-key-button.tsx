import { Button, Checkbox, Select, Stack, TextInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CreateApiKeyDocument } from "../../graph/generated/graphql.js";
import type { KeyScope } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction, useIdempotencyKey } from "../../shell/form/use-action.js";
import { ShownToken } from "./shown-token.js";

const SCOPES: readonly KeyScope[] = ["EVENTS_WRITE", "PARTNERS_READ", "PARTNERS_WRITE", "COMMISSIONS_READ", "ADMIN"];
/** Days until a key ends by itself; 0: never. */
const ENDS = [0, 30, 90, 365];
const DAY_MS = 86_400_000;

/** Creates a key. Its token is shown here once: the server keeps only its hash. */
export function CreateKeyButton({ onCreated }: { onCreated: () => void }) {
  const { t } = useTranslation("identity");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("keys.new")}
      </Button>
      <Dialog
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("keys.new")}
        // A click beside the window must not lose a token that is shown once.
        closeOnClickOutside={false}
      >
        <CreateKeyForm onCreated={onCreated} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function CreateKeyForm({ onCreated, onClose }: { onCreated: () => void; onClose: () => void }) {
  const { t } = useTranslation("identity");
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<KeyScope[]>(["EVENTS_WRITE"]);
  const [days, setDays] = useState(0);
  const [token, setToken] = useState<string | null>(null);
  const action = useAction(CreateApiKeyDocument, "createApiKey");
  const keyOf = useIdempotencyKey();
  const create = async () => {
    const expiresAt = days === 0 ? null : new Date(Date.now() + days * DAY_MS).toISOString();
    const input = { name, scopes, expiresAt };
    const created = await action.run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (created?.outcome !== "CreateApiKeyPayload") return;
    setToken(created.token);
    onCreated();
  };

  if (token !== null) return <ShownToken token={token} onKept={onClose} />;
  return (
    <ActionForm
      action={action}
      onSubmit={create}
      submit={t("keys.create")}
      shownBeside={["name", "scopes", "expiresAt"]}
    >
      <TextInput
        label={t("keys.name")}
        description={t("keys.nameHint")}
        withAsterisk
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={refusalAt(action.refusal, "name")}
        data-autofocus
      />
      <Checkbox.Group
        label={t("keys.scopes")}
        description={t("keys.scopesHint")}
        withAsterisk
        value={scopes}
        onChange={(values) => setScopes(SCOPES.filter((scope) => values.includes(scope)))}
        error={refusalAt(action.refusal, "scopes")}
      >
        <Stack gap="sm" mt="xs">
          {SCOPES.map((scope) => (
            <Checkbox
              key={scope}
              value={scope}
              label={t(`keys.scope.${scope}.may`)}
              description={t(`keys.scope.${scope}.leaked`)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Select
        label={t("keys.ends")}
        description={t("keys.endsHint")}
        data={ENDS.map((days) => ({
          value: String(days),
          label: days === 0 ? t("keys.never") : t("keys.inDays", { count: days }),
        }))}
        value={String(days)}
        onChange={(value) => setDays(Number(value))}
        allowDeselect={false}
        error={refusalAt(action.refusal, "expiresAt")}
      />
    </ActionForm>
  );
}
