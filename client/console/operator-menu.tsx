import { useRouteContext } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PersonMenu } from "../src/shell/person-menu.js";
import { CONSOLE } from "./addresses.js";
import type { Operator } from "./operator-session.js";

/** The person menu of operators. */
export function OperatorMenu({ operator: { name, email } }: { operator: Operator }) {
  const { t } = useTranslation("operating");
  const { session } = useRouteContext({ from: "__root__" });
  const [hasFailed, setFailed] = useState(false);

  const signOut = async () => {
    // Who is told that they are signed out must be.
    if (await session.signOut()) location.assign(`${CONSOLE}/sign-in`);
    else setFailed(true);
  };

  return (
    <PersonMenu
      name={name}
      detail={email}
      onSignOut={() => void signOut()}
      fault={hasFailed ? t("signOutFailed") : null}
    />
  );
}
