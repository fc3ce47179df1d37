import { NativeSelect, NumberInput, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { SaveMailSettingsDocument } from "../../graph/generated/graphql.js";
import type { MailFault, MailTransport, SmtpSecurity } from "../../graph/generated/graphql.js";
import { SavedPart } from "../../shell/form/saved-part.js";
import { refusalAt, useAction } from "../../shell/form/use-action.js";
import type { MailSettingsProps } from "./mail-source-part.js";

/** Every way; one that the graph gains fails the type check here. */
const TRANSPORTS: Record<MailTransport, true> = { SMTP: true, POSTMARK: true, OUTBOX: true };
const TRANSPORT_NAMES = Object.keys(TRANSPORTS) as MailTransport[];
const SECURITIES: Record<SmtpSecurity, true> = { STARTTLS: true, TLS: true, NONE: true };
const SECURITY_NAMES = Object.keys(SECURITIES) as SmtpSecurity[];

/** The field that each fault of a test mail is about; to whom it goes is none of these. */
const FAULT_AT = {
  host: "HOST",
  port: "PORT",
  security: "SECURITY",
  credential: "CREDENTIAL",
  fromAddress: "FROM_ADDRESS",
} as const satisfies Record<string, MailFault>;

const SHOWN_BESIDE = ["host", "port", "username", "credential", "fromAddress"] as const;

/** What becomes of the secret that is kept, as the server will have it: it goes to no other server, and not unencrypted. */
function secretHint(
  settings: MailSettingsProps["settings"],
  given: { transport: MailTransport; host: string; port: number | string; security: SmtpSecurity },
): "none" | "kept" | "elsewhere" | "encrypted" {
  const { source, hasCredential, transport, host, port, security } = settings;
  // Only what was typed here is kept: the environment's secrets stay with it.
  if (source !== "APP" || !hasCredential || transport !== given.transport) return "none";
  if (transport !== "SMTP") return "kept";
  if (given.host.trim().toLowerCase() !== host?.toLowerCase() || Number(given.port) !== port) return "elsewhere";
  return given.security === "NONE" && security !== "NONE" ? "encrypted" : "kept";
}

/** How mail is to leave. A password or token is typed and never shown again; left empty, the one that is there stays with its server. */
export function MailSettingsPart({ settings, fault, onChanged }: MailSettingsProps & { fault: MailFault | null }) {
  const { t } = useTranslation("mail");
  const [given, setGiven] = useState({
    transport: settings.source === "NONE" ? ("SMTP" as const) : settings.transport,
    host: settings.host ?? "",
    port: settings.port ?? 587,
    security: settings.security ?? ("STARTTLS" as const),
    username: settings.username ?? "",
    credential: "",
    fromAddress: settings.fromAddress ?? "",
    fromName: settings.fromName ?? "",
  } as {
    transport: MailTransport;
    host: string;
    port: number | string;
    security: SmtpSecurity;
    username: string;
    credential: string;
    fromAddress: string;
    fromName: string;
  });
  const change = (changes: Partial<typeof given>) => setGiven((now) => ({ ...now, ...changes }));
  const action = useAction(SaveMailSettingsDocument, "saveMailSettings");
  const { transport } = given;
  const isSmtp = transport === "SMTP";
  const errorAt = (field: keyof typeof FAULT_AT | "username"): string | null => {
    const refused = refusalAt(action.refusal, field);
    if (refused || field === "username") return refused;
    return fault === FAULT_AT[field] ? t(`fault.${FAULT_AT[field]}`) : null;
  };
  const secret = secretHint(settings, given);
  const save = async () => {
    const saved = await action.run({ input: { ...given, port: Number(given.port) } });
    if (saved) change({ credential: "" });
    return saved;
  };
  return (
    <SavedPart
      title={t("settings.title")}
      action={action}
      save={save}
      onSaved={onChanged}
      submit={t("settings.save")}
      shownBeside={SHOWN_BESIDE}
      noValidate
    >
      <NativeSelect
        label={t("settings.transport")}
        value={transport}
        onChange={({ currentTarget: { value } }) =>
          change({ transport: TRANSPORT_NAMES.find((one) => one === value) ?? transport })
        }
        data={TRANSPORT_NAMES.map((one) => ({ value: one, label: t(`settings.transports.${one}`) }))}
      />
      {isSmtp ? (
        <>
          <TextInput
            label={t("settings.host")}
            placeholder="smtp.example.com"
            withAsterisk
            value={given.host}
            onChange={(event) => change({ host: event.currentTarget.value })}
            error={errorAt("host")}
          />
          <NativeSelect
            label={t("settings.security")}
            value={given.security}
            onChange={({ currentTarget: { value } }) =>
              change({ security: SECURITY_NAMES.find((one) => one === value) ?? given.security })
            }
            data={SECURITY_NAMES.map((one) => ({ value: one, label: t(`settings.securities.${one}`) }))}
            error={errorAt("security")}
          />
          <NumberInput
            label={t("settings.port")}
            description={t("settings.portHint")}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            thousandSeparator=""
            value={given.port}
            onChange={(port) => change({ port })}
            error={errorAt("port")}
          />
          <TextInput
            label={t("settings.username")}
            description={t("settings.usernameHint")}
            autoComplete="off"
            value={given.username}
            onChange={(event) => change({ username: event.currentTarget.value })}
            error={errorAt("username")}
          />
        </>
      ) : null}
      {transport === "OUTBOX" ? null : (
        <>
          <PasswordInput
            label={t(isSmtp ? "settings.password" : "settings.token")}
            description={t(`secret.${secret}`, { host: settings.host ?? "" })}
            autoComplete="new-password"
            value={given.credential}
            onChange={(event) => change({ credential: event.currentTarget.value })}
            error={errorAt("credential")}
          />
          <TextInput
            label={t("settings.fromAddress")}
            description={t("settings.fromAddressHint")}
            placeholder="mail@example.com"
            withAsterisk
            value={given.fromAddress}
            onChange={(event) => change({ fromAddress: event.currentTarget.value })}
            error={errorAt("fromAddress")}
          />
          <TextInput
            label={t("settings.fromName")}
            description={t("settings.fromNameHint")}
            value={given.fromName}
            onChange={(event) => change({ fromName: event.currentTarget.value })}
          />
        </>
      )}
    </SavedPart>
  );
}
