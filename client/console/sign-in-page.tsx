import { Alert, Anchor, Button, Loader, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useNavigate, useRouteContext, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { takeSignInToken } from "../src/identity/take-sign-in-token.js";
import { CommandText } from "../src/shell/command-text.js";
import { LonePage } from "../src/shell/lone-page.js";
import type { SignInOutcome, WayIn } from "./operator-session.js";

/** The command prints a link to this page. */
const TOKEN_COMMAND = "npm run --silent tributary -- operator token --email you@example.com";

/** Where operators show a token: one that stands in a link, or one that their identity provider gave them. */
export function SignInPage() {
  const { t } = useTranslation("operating");
  const navigate = useNavigate();
  const { session } = useRouteContext({ from: "__root__" });
  const { ended } = useSearch({ from: "/sign-in" });
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Exclude<SignInOutcome, "signedIn"> | null>(null);
  const [token, setToken] = useState("");
  const [wayIn, setWayIn] = useState<WayIn | null>(null);

  const show = useCallback(
    async (shown: string) => {
      setBusy(true);
      setOutcome(null);
      const came = await session.signIn(shown.trim());
      setBusy(false);
      // A token serves once: what was shown is of no further use.
      setToken("");
      if (came === "signedIn") await navigate({ to: "/organizations", replace: true });
      else setOutcome(came);
    },
    [navigate, session],
  );

  useEffect(() => {
    const consumeFragment = () => {
      const linked = takeSignInToken();
      if (linked) void show(linked);
    };
    consumeFragment();
    // A second link pasted into the same tab changes only the fragment, which loads nothing anew.
    window.addEventListener("hashchange", consumeFragment);
    return () => window.removeEventListener("hashchange", consumeFragment);
  }, [show]);

  useEffect(() => {
    void session.wayIn().then(setWayIn);
  }, [session]);

  useEffect(() => {
    document.title = `${t("signIn.title")} · ${t("title")}`;
  }, [t]);

  return (
    <LonePage name={t("title")}>
      {isBusy ? (
        <Stack align="center" py="lg" component="output">
          <Loader type="dots" aria-hidden />
          <Title order={1} size="h2">
            {t("signIn.busy")}
          </Title>
        </Stack>
      ) : (
        <Stack>
          <Title order={1} size="h2">
            {t("signIn.title")}
          </Title>
          {ended && !outcome ? <Alert variant="default">{t("signIn.ended")}</Alert> : null}
          {outcome ? (
            <Alert
              variant="outline"
              color="red"
              role="alert"
              title={t(`signIn.outcome.${outcome}.title`)}
              styles={{ title: { color: "var(--trb-loss)" } }}
            >
              {t(`signIn.outcome.${outcome}.body`)}
            </Alert>
          ) : null}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void show(token);
            }}
          >
            <Stack>
              <PasswordInput
                label={t("signIn.token")}
                description={t("signIn.tokenHint")}
                autoComplete="off"
                required
                withAsterisk={false}
                value={token}
                onChange={(event) => setToken(event.currentTarget.value)}
              />
              <Button type="submit">{t("signIn.submit")}</Button>
            </Stack>
          </form>
          {wayIn ? <HowTo wayIn={wayIn} /> : null}
          <Text size="sm" c="dimmed">
            {t("signIn.noOperator")} <Anchor href="/sign-in">{t("signIn.elsewhere")}</Anchor>
          </Text>
        </Stack>
      )}
    </LonePage>
  );
}

function HowTo({ wayIn: { isOwn, audience } }: { wayIn: WayIn }) {
  const { t } = useTranslation("operating");
  return (
    <Stack gap="xs">
      <Title order={2} size="h3">
        {t("signIn.how")}
      </Title>
      <Text size="sm" c="dimmed">
        {isOwn ? t("signIn.own") : t("signIn.outside", { audience })}
      </Text>
      {isOwn ? <CommandText command={TOKEN_COMMAND} /> : null}
    </Stack>
  );
}
