import { Button, FileButton, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { basePathOf } from "../graph/base-path.js";
import { bearerToken } from "../graph/bearer-token.js";

export interface ImageFieldProps {
  type: "logo" | "banner";
  /** Whether there is one that is not from above, and so can be taken away. */
  isOwn: boolean;
  onChanged: () => void;
}

/** Sends a picture, or takes it away. What the server says of one that it does not take stands beside it. */
export function ImageField({ type, isOwn, onChanged }: ImageFieldProps) {
  const { t } = useTranslation("organizations");
  const [fault, setFault] = useState<string | null>(null);
  const [isRunning, setRunning] = useState(false);
  const send = async (file: File | null) => {
    setFault(null);
    setRunning(true);
    const authorization = bearerToken.authorization();
    try {
      const answer = await fetch(`${basePathOf(location.pathname)}/v1/organization/${type}`, {
        method: file ? "PUT" : "DELETE",
        headers: authorization ? { authorization } : {},
        ...(file && { body: file }),
      });
      const { detail } = (await answer.json()) as { detail?: string };
      if (answer.ok) onChanged();
      else setFault(detail ?? t("settings.imageFailed"));
    } catch {
      setFault(t("settings.imageFailed"));
    }
    setRunning(false);
  };
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <Text component="legend" size="sm" fw={500} p={0}>
        {t(`settings.image.${type}`)}
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {t(`settings.imageHint.${type}`)}
      </Text>
      <Group gap="xs">
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && void send(file)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" loading={isRunning}>
              {t("settings.imageChoose")}
            </Button>
          )}
        </FileButton>
        {isOwn ? (
          <Button variant="default" size="xs" onClick={() => void send(null)} disabled={isRunning}>
            {t("settings.imageRemove")}
          </Button>
        ) : null}
      </Group>
      {fault ? (
        <Text size="sm" role="alert" mt={6} style={{ color: "var(--trb-loss)" }}>
          {fault}
        </Text>
      ) : null}
    </fieldset>
  );
}
