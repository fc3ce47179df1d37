import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { RevokeApiKeyDocument } from "../../graph/generated/graphql.js";
import type { ApiKeyRowFragment } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { ActionFaults } from "../../shell/form/action-faults.js";
import { useAction } from "../../shell/form/use-action.js";
import { toast } from "../../shell/toast.js";

/** Revokes a key after a second thought: what uses it stops working at once. */
export function RevokeKeyButton({ apiKey, onRevoked }: { apiKey: ApiKeyRowFragment; onRevoked: () => void }) {
  const { t } = useTranslation("identity");
  const [isOpen, setOpen] = useState(false);
  const action = useAction(RevokeApiKeyDocument, "revokeApiKey");
  const revoke = async () => {
    if (!(await action.run({ input: { apiKeyId: apiKey.id } }))) return;
    setOpen(false);
    void toast(t("keys.revokedNow", { name: apiKey.name }));
    onRevoked();
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => setOpen(true)}
        aria-label={t("keys.revokeOf", { name: apiKey.name })}
      >
        {t("keys.revoke")}
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title={t("keys.revokeTitle", { name: apiKey.name })}>
        <Stack>
          <Text>{t("keys.revokeBody")}</Text>
          <ActionFaults action={action} />
          <Button color="red" onClick={() => void revoke()} loading={action.isRunning}>
            {t("keys.revokeSubmit")}
          </Button>
        </Stack>
      </Dialog>
    </>
  );
}
