import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";

const ExplanationDrawer = lazy(() =>
  import("./explanation-drawer.js").then((module) => ({ default: module.ExplanationDrawer })),
);

/** The drawer with its code, once the first amount is asked about. */
export function LazyExplanation() {
  const { why } = useSearch({ from: "/signedIn" });
  const [isWanted, setWanted] = useState(why !== undefined);
  if (why !== undefined && !isWanted) setWanted(true);
  return isWanted ? (
    <Suspense>
      <ExplanationDrawer />
    </Suspense>
  ) : null;
}
