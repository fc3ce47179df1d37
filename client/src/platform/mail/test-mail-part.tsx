import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { SendTestMailDocument } from "../../graph/generated/graphql.js";
import type { MailFault } from "../../graph/generated/graphql.js";
import { ActionForm } from "../../shell/form/action-form.js";
import { Part } from "../../shell/form/saved-part.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";

/** Sends a mail by the saved settings, now. Where it is not taken it says what was answered, and what to look at. */
export function TestMailPart({ onFault }: { onFault: (fault: MailFault | null) => void }) {
  const { t } = useTranslation("mail");
  const [email, setEmail] = useState("");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const action = useAction(SendTestMailDocument, "sendTestMail");
  const send = async () => {
    setSentTo(null);
    onFault(null);
    const sent = await action.run({ input: { email } }, (refused) => {
      onFault(refused.outcome === "MailNotSent" ? (refused.fault ?? null) : null);
    });
    if (sent) setSentTo(email.trim());
  };
  return (
    <Part title={t("test.title")}>
      <ActionForm action={action} onSubmit={send} submit={t("test.send")} shownBeside={["email"]} noValidate>
        <Text size="sm">{t("test.body")}</Text>
        <TextInput
          label={t("test.email")}
          type="email"
          withAsterisk
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={refusalAt(action.refusal, "email")}
        />
        <Text component="output" size="sm" style={{ color: "var(--trb-gain)" }}>
          {sentTo === null ? "" : t("test.sent", { email: sentTo })}
        </Text>
      </ActionForm>
    </Part>
  );
}
