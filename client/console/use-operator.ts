import { useRouteContext } from "@tanstack/react-router";

import type { Operator } from "./operator-session.js";

/** Who is signed in, on every page inside the frame. */
export function useOperator(): Operator {
  return useRouteContext({ from: "/operating" }).operator;
}
