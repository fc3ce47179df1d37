import { Alert, Anchor, Button, Collapse, Divider, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import IconFingerprint from "@tabler/icons-react/dist/esm/icons/IconFingerprint.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";

import { BeginPasskeySignInDocument, RequestSignInLinkDocument } from "../graph/generated/graphql.js";
import type { SignInInput } from "../graph/generated/graphql.js";
import { CommandText } from "../shell/command-text.js";
import { Failure } from "../shell/failure.js";
import { showPasskey } from "./browser-passkey.js";
import { refusalText } from "./refusal-text.js";
import { isTooMany } from "./sign-in.js";
import { TokenSignIn } from "./token-sign-in.js";
import type { Viewer } from "./viewer-session.js";

export interface SignInWaysProps {
  /** The code of what was refused last. */
  refused: string | undefined;
  onProve: (input: SignInInput) => Promise<void>;
  onLinkSent: (email: string) => void;
  onSignedIn: (viewer: Viewer) => void;
}

type Busy = "link" | "password" | "passkey" | null;

/** An address with a link or a password, or a passkey, which needs no address. */
export function SignInWays({ refused, onProve, onLinkSent, onSignedIn }: SignInWaysProps) {
  const { t } = useTranslation("identity");
  const client = useClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [hasPassword, setHasPassword] = useState(refused === "CREDENTIALS_INVALID");
  const [helpOpen, help] = useDisclosure(false);
  const [busy, setBusy] = useState<Busy>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [refusal, setRefusal] = useState(refused);
  const [hint, setHint] = useState<string | null>(null);

  const during = async (what: Exclude<Busy, null>, work: () => Promise<void>) => {
    setBusy(what);
    setFailure(null);
    setRefusal(undefined);
    setHint(null);
    await work();
    setBusy(null);
  };

  const byMail = () =>
    during("link", async () => {
      const { error } = await client.mutation(RequestSignInLinkDocument, { input: { email } }).toPromise();
      if (!error) onLinkSent(email.trim());
      else if (isTooMany(error)) setRefusal("TOO_MANY_ATTEMPTS");
      else setFailure(error);
    });

  const byPassword = () =>
    during("password", async () => {
      await onProve({ password: { email, password } });
      setPassword("");
    });

  const byPasskey = () =>
    during("passkey", async () => {
      const { data, error } = await client.mutation(BeginPasskeySignInDocument, {}).toPromise();
      const begun = data?.beginPasskeySignIn;
      if (!begun) return setFailure(error);
      if (begun.outcome === "PasskeysUnavailable") return setHint(begun.message);
      const passkey = await showPasskey(begun.options);
      if (passkey) await onProve({ passkey });
      else setHint(t("passkey.none"));
    });

  const told = refusal ?? refused;
  return (
    <Stack>
      {failure ? <Failure error={failure} /> : null}
      {told && busy === null ? (
        <Alert variant="outline" color="red" role="alert" styles={{ message: { color: "var(--trb-loss)" } }}>
          {refusalText(t, told)}
        </Alert>
      ) : null}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void (hasPassword ? byPassword() : byMail());
        }}
      >
        <Stack>
          <TextInput
            type="email"
            label={t("email")}
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          {hasPassword ? (
            <PasswordInput
              label={t("password")}
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          ) : null}
          <Button type="submit" loading={busy === "link" || busy === "password"} disabled={busy === "passkey"}>
            {t(hasPassword ? "signIn" : "mailLink")}
          </Button>
          <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setHasPassword(!hasPassword)}>
            {t(hasPassword ? "linkInstead" : "passwordInstead")}
          </Anchor>
        </Stack>
      </form>
      <Divider label={t("or")} />
      <Button
        variant="default"
        leftSection={<IconFingerprint size={18} aria-hidden />}
        loading={busy === "passkey"}
        disabled={busy === "link" || busy === "password"}
        onClick={() => void byPasskey()}
      >
        {t("passkey.show")}
      </Button>
      {hint ? (
        <Text size="sm" role="alert">
          {hint}
        </Text>
      ) : null}
      <Anchor component="button" type="button" size="sm" onClick={help.toggle} aria-expanded={helpOpen} ta="left">
        {t("help.toggle")}
      </Anchor>
      <Collapse expanded={helpOpen}>
        <Stack gap="sm">
          <Text c="dimmed" size="sm">
            {t("help.body")}
          </Text>
          <CommandText command={t("command")} />
        </Stack>
      </Collapse>
      <TokenSignIn onSignedIn={onSignedIn} />
    </Stack>
  );
}
