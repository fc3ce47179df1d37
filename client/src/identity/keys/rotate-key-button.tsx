import { Button, Select, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { RotateApiKeyDocument } from "../../graph/generated/graphql.js";
import type { ApiKeyRowFragment } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { useAction, useIdempotencyKey } from "../../shell/form/use-action.js";
import { ShownToken } from "./shown-token.js";

/** How long the old key may go on, in hours. */
const OVERLAPS = [0, 1, 24, 168];

interface RotateKeyProps {
  apiKey: ApiKeyRowFragment;
  onRotated: () => void;
}

/** Makes a successor of a key, whose own end comes a little later: whatever uses it has time to change. */
export function RotateKeyButton({ apiKey, onRotated }: RotateKeyProps) {
  const { t } = useTranslation("identity");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => setOpen(true)}
        aria-label={t("keys.rotateOf", { name: apiKey.name })}
      >
        {t("keys.rotate")}
      </Button>
      <Dialog
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("keys.rotateTitle", { name: apiKey.name })}
        // A click beside the window must not lose a token that is shown once.
        closeOnClickOutside={false}
      >
        <RotateKeyForm apiKey={apiKey} onRotated={onRotated} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function RotateKeyForm({ apiKey, onRotated, onClose }: RotateKeyProps & { onClose: () => void }) {
  const { t } = useTranslation("identity");
  const [overlapHours, setOverlapHours] = useState(24);
  const [token, setToken] = useState<string | null>(null);
  const action = useAction(RotateApiKeyDocument, "rotateApiKey");
  const keyOf = useIdempotencyKey();
  const rotate = async () => {
    const input = { apiKeyId: apiKey.id, overlapHours };
    const rotated = await action.run({ input: { ...input, idempotencyKey: keyOf(input) } });
    if (rotated?.outcome !== "RotateApiKeyPayload") return;
    setToken(rotated.token);
    onRotated();
  };
  if (token !== null) return <ShownToken token={token} onKept={onClose} />;
  return (
    <ActionForm action={action} onSubmit={rotate} submit={t("keys.rotateSubmit")} shownBeside={[]}>
      <Text size="sm">{t("keys.rotateBody")}</Text>
      <Select
        label={t("keys.overlap")}
        data={OVERLAPS.map((hours) => ({
          value: String(hours),
          label: hours === 0 ? t("keys.atOnce") : t("keys.inHours", { count: hours }),
        }))}
        value={String(overlapHours)}
        onChange={(value) => setOverlapHours(Number(value))}
        allowDeselect={false}
      />
    </ActionForm>
  );
}
