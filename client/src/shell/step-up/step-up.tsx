import { lazy, Suspense, useSyncExternalStore } from "react";

import { isStepUpAsked, onStepUpAsked } from "./ask-step-up.js";

const StepUpDialog = lazy(() =>
  import("../../identity/account/step-up-dialog.js").then((module) => ({ default: module.StepUpDialog })),
);

/** Where the question appears whether it is still the same person; loaded when it is first asked. */
export function StepUp() {
  const isAsked = useSyncExternalStore(onStepUpAsked, isStepUpAsked);
  return isAsked ? (
    <Suspense>
      <StepUpDialog />
    </Suspense>
  ) : null;
}
