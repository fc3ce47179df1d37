import { Button } from "@mantine/core";
import IconShieldLock from "@tabler/icons-react/dist/esm/icons/IconShieldLock.mjs";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";

import { bearerToken } from "../graph/bearer-token.js";
import { signOut } from "../identity/sign-out.js";
import type { Viewer } from "../identity/viewer-session.js";
import { PersonMenu } from "./person-menu.js";

/** The person menu of members and partners. */
export function AccountMenu({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation();
  const client = useClient();
  const router = useRouter();

  const leave = async () => {
    if (!(await signOut(client))) return false;
    bearerToken.drop();
    // A fresh page: nothing of this person stays in memory.
    location.assign(router.buildLocation({ to: "/sign-in" }).href);
    return true;
  };

  return (
    <PersonMenu
      name={viewer.name}
      detail={[t(`role.${viewer.role ?? "PARTNER"}`), viewer.email].filter(Boolean).join(" · ")}
      onSignOut={leave}
    >
      {viewer.kind === "MEMBER" ? (
        <Button
          variant="default"
          size="sm"
          leftSection={<IconShieldLock size={18} aria-hidden />}
          onClick={() => void router.navigate({ to: "/account" })}
        >
          {t("account.security")}
        </Button>
      ) : null}
    </PersonMenu>
  );
}
