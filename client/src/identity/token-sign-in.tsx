import { Anchor, Button, Collapse, PasswordInput, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useRouteContext } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { bearerToken } from "../graph/bearer-token.js";
import type { Viewer } from "./viewer-session.js";

/** For recovery, and where no cookie can be set: a session's token, or a key. */
export function TokenSignIn({ onSignedIn }: { onSignedIn: (viewer: Viewer) => void }) {
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
