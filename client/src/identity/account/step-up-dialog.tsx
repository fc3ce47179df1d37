import "../../i18n/account.js";

import { Alert, Button, Divider, PasswordInput, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import IconFingerprint from "@tabler/icons-react/dist/esm/icons/IconFingerprint.mjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient, useQuery } from "urql";

import {
  AccountSecurityDocument,
  BeginStepUpDocument,
  RequestSignInLinkDocument,
  StepUpDocument,
} from "../../graph/generated/graphql.js";
import type { StepUpInput } from "../../graph/generated/graphql.js";
import { Dialog } from "../../shell/dialog.js";
import { Failure } from "../../shell/failure.js";
import { answerStepUp } from "../../shell/step-up/ask-step-up.js";
import { useViewer } from "../../shell/use-viewer.js";
import { showPasskey } from "../browser-passkey.js";

/** Asks whoever is at the page to confirm that it is them, by whatever they have; else by a fresh link. */
export function StepUpDialog() {
  const { t } = useTranslation("account");
  const client = useClient();
  const [{ data, error }] = useQuery({ query: AccountSecurityDocument, requestPolicy: "network-only" });
  const [proof, setProof] = useState("");
  const [isRunning, setRunning] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const security = data?.accountSecurity;

  const show = async (input: StepUpInput) => {
    setRunning(true);
    setTold(null);
    const { data, error } = await client.mutation(StepUpDocument, { input }).toPromise();
    setRunning(false);
    setProof("");
    if (data?.stepUp.outcome === "StepUpPayload") return answerStepUp(true);
    const isTooMany = error?.graphQLErrors.some(({ extensions }) => extensions["code"] === "TOO_MANY_ATTEMPTS");
    setTold(t(isTooMany ? "stepUp.tooMany" : error ? "stepUp.failed" : "stepUp.refused"));
  };

  const byPasskey = async () => {
    setTold(null);
    const { data } = await client.mutation(BeginStepUpDocument, {}).toPromise();
    if (data?.beginStepUp.outcome !== "BeginStepUpPayload") return setTold(t("stepUp.failed"));
    const passkey = await showPasskey(data.beginStepUp.options);
    if (passkey) await show({ passkey });
  };

  return (
    <Dialog opened onClose={() => answerStepUp(false)} title={t("stepUp.title")}>
      {error ? <Failure error={error} /> : null}
      {security ? content(security) : error ? null : <Skeleton h={120} />}
    </Dialog>
  );

  function content({ passwordSetAt, app, passkeys, hasPasskeysHere }: NonNullable<typeof security>) {
    const canShowPasskey = hasPasskeysHere && passkeys.length > 0;
    const byText = app ? "code" : passwordSetAt ? "password" : null;
    return (
      <Stack>
        <Text c="dimmed">{t("stepUp.body")}</Text>
        {told ? (
          <Alert variant="outline" color="red" role="alert" styles={{ message: { color: "var(--trb-loss)" } }}>
            {told}
          </Alert>
        ) : null}
        {canShowPasskey ? (
          <Button
            leftSection={<IconFingerprint size={18} aria-hidden />}
            variant={byText ? "default" : "filled"}
            onClick={() => void byPasskey()}
          >
            {t("stepUp.passkey")}
          </Button>
        ) : null}
        {canShowPasskey && byText ? <Divider label={t("stepUp.or")} /> : null}
        {byText ? (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void show(byText === "code" ? { code: proof } : { password: proof });
            }}
          >
            <Stack>
              {byText === "code" ? (
                <TextInput
                  label={t("stepUp.code")}
                  value={proof}
                  onChange={(event) => setProof(event.currentTarget.value)}
                  autoComplete="one-time-code"
                  inputMode="numeric"
                  required
                  withAsterisk={false}
                  data-autofocus
                />
              ) : (
                <PasswordInput
                  label={t("stepUp.password")}
                  value={proof}
                  onChange={(event) => setProof(event.currentTarget.value)}
                  autoComplete="current-password"
                  required
                  withAsterisk={false}
                  data-autofocus
                />
              )}
              <Button type="submit" loading={isRunning}>
                {t("stepUp.submit")}
              </Button>
            </Stack>
          </form>
        ) : null}
        {!byText && !canShowPasskey ? <ByFreshLink /> : null}
      </Stack>
    );
  }
}

/** Without anything to show there is the mailbox: a fresh sign-in confirms as well. */
function ByFreshLink() {
  const { t } = useTranslation("account");
  const client = useClient();
  const { email } = useViewer();
  const [isSent, setSent] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async () => {
    const { error } = await client.mutation(RequestSignInLinkDocument, { input: { email: email ?? "" } }).toPromise();
    setError(error ?? null);
    setSent(!error);
  };
  return (
    <Stack>
      <Text>{t(isSent ? "stepUp.linkSent" : "stepUp.linkBody", { email })}</Text>
      {error ? <Failure error={error} /> : null}
      {isSent ? null : <Button onClick={() => void send()}>{t("stepUp.link")}</Button>}
    </Stack>
  );
}
