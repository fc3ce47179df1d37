import {
  Alert,
  Anchor,
  Button,
  Center,
  Collapse,
  Loader,
  Paper,
  PasswordInput,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";

import { bearerToken } from "../graph/bearer-token.js";
import { CommandText } from "../shell/command-text.js";
import { Failure } from "../shell/failure.js";
import { Wordmark } from "../shell/wordmark.js";
import { consumeSignInLink } from "./consume-sign-in-link.js";
import type { SignInOutcome } from "./consume-sign-in-link.js";
import { takeSignInToken } from "./take-sign-in-token.js";
import { homeOf } from "./viewer-session.js";
import type { Viewer } from "./viewer-session.js";

type Stage = { kind: "asking" | "signingIn" } | Exclude<SignInOutcome, { kind: "signedIn" }>;

/** Consumes a one-time link and leads on; without one it says how to get one. */
export function SignInPage() {
  const { t } = useTranslation("identity");
  const client = useClient();
  const navigate = useNavigate();
  const { session } = useRouteContext({ from: "__root__" });
  const { ended } = useSearch({ from: "/sign-in" });
  const token = useRef<string | null>(null);
  const [stage, setStage] = useState<Stage>({ kind: "asking" });

  const enter = useCallback(
    (viewer: Viewer) => {
      session.become(viewer);
      void navigate({ to: homeOf(viewer), replace: true });
    },
    [navigate, session],
  );

  const consume = useCallback(async () => {
    if (!token.current) return;
    setStage({ kind: "signingIn" });
    const outcome = await consumeSignInLink(client, token.current);
    if (outcome.kind === "signedIn") enter(outcome.viewer);
    else setStage(outcome);
  }, [client, enter]);

  useEffect(() => {
    const consumeFragment = () => {
      const found = takeSignInToken();
      if (!found) return;
      token.current = found;
      void consume();
    };
    consumeFragment();
    // A second link pasted into the same tab changes only the fragment, which loads nothing anew.
    window.addEventListener("hashchange", consumeFragment);
    return () => window.removeEventListener("hashchange", consumeFragment);
  }, [consume]);

  return (
    <Center mih="100dvh" p="md" component="main" id="content">
      <Stack w="100%" maw={460} gap="lg">
        <Center>
          <Wordmark />
        </Center>
        <Paper p={{ base: "lg", sm: "xl" }}>
          {stage.kind === "signingIn" ? (
            <Stack align="center" py="lg" component="output">
              <Loader type="dots" aria-hidden />
              <Title order={1} size="h2">
                {t("signingIn")}
              </Title>
            </Stack>
          ) : (
            <Stack>
              {ended && stage.kind === "asking" ? <Alert variant="default">{t("ended")}</Alert> : null}
              <Title order={1} size="h2">
                {stage.kind === "invalid" ? t("invalid.title") : t("openLink.title")}
              </Title>
              {stage.kind === "failed" ? (
                <Failure error={stage.error} onRetry={() => void consume()} />
              ) : (
                <>
                  <Text c="dimmed" role={stage.kind === "invalid" ? "alert" : undefined}>
                    {stage.kind === "invalid" ? t("invalid.body") : t("openLink.body")}
                  </Text>
                  <CommandText command={t("command")} />
                  <Text c="dimmed" size="sm">
                    {t("openLink.note")}
                  </Text>
                </>
              )}
              <TokenSignIn onSignedIn={enter} />
            </Stack>
          )}
        </Paper>
      </Stack>
    </Center>
  );
}

function TokenSignIn({ onSignedIn }: { onSignedIn: (viewer: Viewer) => void }) {
  const { t } = useTranslation("identity");
  const { session } = useRouteContext({ from: "__root__" });
  const [open, { toggle }] = useDisclosure(false);
  const [token, setToken] = useState("");
  const [refused, setRefused] = useState(false);
  const [trying, setTrying] = useState(false);

  const submit = async () => {
    setTrying(true);
    bearerToken.keep(token.trim());
    session.forget();
    const viewer = await session.current().catch(() => null);
    setTrying(false);
    if (viewer) {
      onSignedIn(viewer);
      return;
    }
    bearerToken.drop();
    session.forget();
    setRefused(true);
  };

  return (
    <>
      <Anchor component="button" type="button" size="sm" onClick={toggle} aria-expanded={open} ta="left">
        {t("token.toggle")}
      </Anchor>
      <Collapse expanded={open}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Stack gap="sm">
            <PasswordInput
              label={t("token.label")}
              description={t("token.description")}
              error={refused ? t("token.refused") : null}
              value={token}
              onChange={(event) => {
                setToken(event.currentTarget.value);
                setRefused(false);
              }}
              autoComplete="off"
              required
            />
            <Button type="submit" variant="default" loading={trying}>
              {t("token.submit")}
            </Button>
          </Stack>
        </form>
      </Collapse>
    </>
  );
}
