import { useRouteContext } from "@tanstack/react-router";

import { PersonMenu } from "../src/shell/person-menu.js";
import { CONSOLE } from "./addresses.js";
import type { Operator } from "./operator-session.js";

/** The person menu of operators. */
export function OperatorMenu({ operator: { name, email } }: { operator: Operator }) {
  const { session } = useRouteContext({ from: "__root__" });

  const signOut = async () => {
    const isOut = await session.signOut();
    if (isOut) location.assign(`${CONSOLE}/sign-in`);
    return isOut;
  };

  return <PersonMenu name={name} detail={email} onSignOut={signOut} />;
}
