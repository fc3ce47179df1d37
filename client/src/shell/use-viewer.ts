import { useRouteContext } from "@tanstack/react-router";

import type { Viewer } from "../identity/viewer-session.js";

/** Who is signed in, on every page inside the frame. */
export function useViewer(): Viewer {
  return useRouteContext({ from: "/signedIn" }).viewer;
}
