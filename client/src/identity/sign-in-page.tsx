import "../i18n/identity.js";

import { Alert, Button, Loader, Stack, Text, Title } from "@mantine/core";
import { useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";

import type { SignInInput } from "../graph/generated/graphql.js";
import { Failure } from "../shell/failure.js";
import { LonePage } from "../shell/lone-page.js";
import { forgetVisit, wayBackFromVisit } from "./operator-visit.js";
import { SecondFactorForm } from "./second-factor-form.js";
import { signIn } from "./sign-in.js";
import { SignInWays } from "./sign-in-ways.js";
import { takeSignInToken } from "./take-sign-in-token.js";
import { homeOf } from "./viewer-session.js";
import type { Viewer } from "./viewer-session.js";

type Stage =
  | { kind: "asking"; refused?: string }
  | { kind: "signingIn" }
  | { kind: "secondFactor"; token: string; refused?: string }
  | { kind: "linkSent"; email: string }
  | { kind: "linkInvalid" }
  | { kind: "nowhere" }
  | { kind: "failed"; error: unknown; input: SignInInput };

/** Where people and partners sign in. An operator whose visit is over has no business here, and is led back to the console. */
export function SignInPage() {
  // Whoever brings a link to sign in by wants that.
  const [wayBack] = useState(() => (location.hash ? null : wayBackFromVisit()));
  useEffect(() => {
    forgetVisit();
    if (wayBack !== null) location.replace(wayBack);
  }, [wayBack]);
  return wayBack === null ? <SignIn /> : null;
}

/** By a mailed link, a password or a passkey, and where one is due by a second factor. */
function SignIn() {
  const { t } = useTranslation("identity");
  const client = useClient();
  const navigate = useNavigate();
  const { session } = useRouteContext({ from: "__root__" });
  const { ended } = useSearch({ from: "/sign-in" });
  const [stage, setStage] = useState<Stage>({ kind: "asking" });

  const enter = useCallback(
    (viewer: Viewer) => {
      session.become(viewer);
      void navigate({ to: homeOf(viewer), replace: true });
    },
    [navigate, session],
  );

  const prove = useCallback(
    async (input: SignInInput, isBusyShown = false) => {
      if (isBusyShown) setStage({ kind: "signingIn" });
      const outcome = await signIn(client, input);
      switch (outcome.kind) {
        case "signedIn":
          return enter(outcome.viewer);
        case "refused":
          return setStage(stageAfter(outcome.code, input));
        case "failed":
          return setStage({ ...outcome, input });
        default:
          return setStage(outcome);
      }
    },
    [client, enter],
  );

  useEffect(() => {
    const consumeFragment = () => {
      const token = takeSignInToken();
      if (token) void prove({ token }, true);
    };
    consumeFragment();
    // A second link pasted into the same tab changes only the fragment, which loads nothing anew.
    window.addEventListener("hashchange", consumeFragment);
    return () => window.removeEventListener("hashchange", consumeFragment);
  }, [prove]);

  const begin = () => setStage({ kind: "asking" });

  return <LonePage>{content()}</LonePage>;

  function content() {
    switch (stage.kind) {
      case "signingIn":
        return (
          <Stack align="center" py="lg" component="output">
            <Loader type="dots" aria-hidden />
            <Title order={1} size="h2">
              {t("signingIn")}
            </Title>
          </Stack>
        );
      case "secondFactor":
        return (
          <SecondFactorForm
            refused={stage.refused}
            onShow={(factor) => prove({ secondFactor: { token: stage.token, ...factor } })}
            onBack={begin}
          />
        );
      case "linkSent":
        return (
          <Notice title={t("linkSent.title")} body={t("linkSent.body", { email: stage.email })} onBack={begin}>
            {t("linkSent.note")}
          </Notice>
        );
      case "linkInvalid":
        return <Notice title={t("invalid.title")} body={t("invalid.body")} onBack={begin} isAlert />;
      case "nowhere":
        return <Notice title={t("nowhere.title")} body={t("nowhere.body")} onBack={begin} />;
      default:
        return (
          <Stack>
            {ended && stage.kind === "asking" && !stage.refused ? <Alert variant="default">{t("ended")}</Alert> : null}
            <Title order={1} size="h2">
              {t("title")}
            </Title>
            {stage.kind === "failed" ? (
              <Failure error={stage.error} onRetry={() => void prove(stage.input, true)} />
            ) : null}
            <SignInWays
              refused={stage.kind === "asking" ? stage.refused : undefined}
              onProve={prove}
              onLinkSent={(email) => setStage({ kind: "linkSent", email })}
              onSignedIn={enter}
            />
          </Stack>
        );
    }
  }
}

/** A refused code may be tried again with the same token; everything else begins anew. */
function stageAfter(code: string, { secondFactor }: SignInInput): Stage {
  if (code === "SIGN_IN_LINK_INVALID") return { kind: "linkInvalid" };
  if (secondFactor && (code === "CODE_INVALID" || code === "TOO_MANY_ATTEMPTS")) {
    return { kind: "secondFactor", token: secondFactor.token, refused: code };
  }
  return { kind: "asking", refused: code };
}

interface NoticeProps {
  title: string;
  body: string;
  onBack: () => void;
  isAlert?: boolean;
  children?: string;
}

function Notice({ title, body, onBack, isAlert = false, children }: NoticeProps) {
  const { t } = useTranslation("identity");
  return (
    <Stack>
      <Title order={1} size="h2">
        {title}
      </Title>
      <Text c="dimmed" {...(isAlert ? { role: "alert" } : { component: "output" })}>
        {body}
      </Text>
      {children ? (
        <Text c="dimmed" size="sm">
          {children}
        </Text>
      ) : null}
      <Button variant="default" onClick={onBack}>
        {t("back")}
      </Button>
    </Stack>
  );
}
