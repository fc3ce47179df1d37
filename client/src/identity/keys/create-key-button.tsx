import { Alert, Button, Code, CopyButton, Radio, Stack, Text, TextInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { CreateApiKeyDocument } from "../../graph/generated/graphql.js";
import type { ApiKeyKind } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { refusalAt, useAction, useIdempotencyKey } from "../../shell/form/use-action.js";

const KINDS: readonly ApiKeyKind[] = ["EVENTS", "ADMIN"];

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
  const [kind, setKind] = useState<ApiKeyKind>("EVENTS");
  const [token, setToken] = useState<string | null>(null);
  const action = useAction(CreateApiKeyDocument, "createApiKey");
  const keyOf = useIdempotencyKey();
  const create = async () => {
    const input = { name, kind };
    const created = await action.run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (created?.outcome !== "CreateApiKeyPayload") return;
    setToken(created.token);
    onCreated();
  };

  if (token !== null) {
    return (
      <Stack>
        <Alert variant="default" title={t("keys.once")}>
          {t("keys.onceBody")}
        </Alert>
        <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }} data-testid="api-key-token">
          {token}
        </Code>
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              <span aria-live="polite">{copied ? t("keys.copied") : t("keys.copy")}</span>
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>{t("keys.kept")}</Button>
      </Stack>
    );
  }
  return (
    <ActionForm action={action} onSubmit={create} submit={t("keys.create")} shownBeside={["name"]}>
      <TextInput
        label={t("keys.name")}
        description={t("keys.nameHint")}
        withAsterisk
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={refusalAt(action.refusal, "name")}
        data-autofocus
      />
      <Radio.Group
        label={t("keys.kind")}
        value={kind}
        onChange={(value) => setKind(KINDS.find((known) => known === value) ?? "EVENTS")}
      >
        <Stack gap="xs" mt={6}>
          {KINDS.map((value) => (
            <Radio key={value} value={value} label={t(`keys.kindMeans.${value}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Text size="sm" c="dimmed">
        {t("keys.kindHint")}
      </Text>
    </ActionForm>
  );
}
