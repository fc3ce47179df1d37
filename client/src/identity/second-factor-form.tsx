import { Alert, Anchor, Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { refusalText } from "./refusal-text.js";

export interface SecondFactorFormProps {
  /** The code of what was refused last. */
  refused: string | undefined;
  onShow: (factor: { code: string } | { recoveryCode: string }) => Promise<void>;
  onBack: () => void;
}

/** The code of an authenticator app, or one of the recovery codes where the app is gone. */
export function SecondFactorForm({ refused, onShow, onBack }: SecondFactorFormProps) {
  const { t } = useTranslation("identity");
  const [isRecovery, setRecovery] = useState(false);
  const [code, setCode] = useState("");
  const [isRunning, setRunning] = useState(false);

  const show = async () => {
    setRunning(true);
    await onShow(isRecovery ? { recoveryCode: code } : { code });
    setCode("");
    setRunning(false);
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void show();
      }}
    >
      <Stack>
        <Title order={1} size="h2">
          {t("second.title")}
        </Title>
        <Text c="dimmed">{t(isRecovery ? "second.recoveryBody" : "second.body")}</Text>
        {refused && !isRunning ? (
          <Alert variant="outline" color="red" role="alert" styles={{ message: { color: "var(--trb-loss)" } }}>
            {refusalText(t, refused)}
          </Alert>
        ) : null}
        <TextInput
          key={isRecovery ? "recovery" : "code"}
          label={t(isRecovery ? "second.recoveryCode" : "second.code")}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="one-time-code"
          inputMode={isRecovery ? "text" : "numeric"}
          maxLength={isRecovery ? 40 : 7}
          required
          withAsterisk={false}
          data-autofocus
        />
        <Button type="submit" loading={isRunning}>
          {t("signIn")}
        </Button>
        <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setRecovery(!isRecovery)}>
          {t(isRecovery ? "second.useApp" : "second.useRecovery")}
        </Anchor>
        <Anchor component="button" type="button" size="sm" ta="left" onClick={onBack}>
          {t("back")}
        </Anchor>
      </Stack>
    </form>
  );
}
