import { lazy, Suspense } from "react";

const NextStep = lazy(() => import("./next-step.js").then((module) => ({ default: module.NextStep })));

/** What to do about a refusal. Its words come when there is one: most visits see none. */
export function LazyNextStep({ code }: { code: string | undefined }) {
  return code ? (
    <Suspense>
      <NextStep code={code} />
    </Suspense>
  ) : null;
}
