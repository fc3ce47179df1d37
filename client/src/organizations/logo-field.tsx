import { Button, FileButton, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { basePathOf } from "../graph/base-path.js";
import { bearerToken } from "../graph/bearer-token.js";

/** Sends a logo, or takes it away. What the server says of a picture that it does not take stands beside it. */
export function LogoField({ logoUrl, onChanged }: { logoUrl: string | null; onChanged: () => void }) {
  const { t } = useTranslation("organizations");
  const [fault, setFault] = useState<string | null>(null);
  const [isRunning, setRunning] = useState(false);
  const send = async (file: File | null) => {
    setFault(null);
    setRunning(true);
    const authorization = bearerToken.authorization();
    try {
      const answer = await fetch(`${basePathOf(location.pathname)}/v1/organization/logo`, {
        method: file ? "PUT" : "DELETE",
        headers: authorization ? { authorization } : {},
        ...(file && { body: file }),
      });
      const { detail } = (await answer.json()) as { detail?: string };
      if (answer.ok) onChanged();
      else setFault(detail ?? t("settings.logoFailed"));
    } catch {
      setFault(t("settings.logoFailed"));
    }
    setRunning(false);
  };
  return (
    <div>
      <Text size="sm" fw={500}>
        {t("settings.logo")}
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {t("settings.logoHint")}
      </Text>
      <Group gap="xs">
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && void send(file)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" loading={isRunning}>
              {t("settings.logoChoose")}
            </Button>
          )}
        </FileButton>
        {logoUrl ? (
          <Button variant="default" size="xs" onClick={() => void send(null)} disabled={isRunning}>
            {t("settings.logoRemove")}
          </Button>
        ) : null}
      </Group>
      {fault ? (
        <Text size="sm" role="alert" mt={6} style={{ color: "var(--trb-loss)" }}>
          {fault}
        </Text>
      ) : null}
    </div>
  );
}
