import { Alert } from "@mantine/core";
import type { CombinedError } from "urql";

import { Failure } from "../failure.js";
import { LazyNextStep } from "../lazy-next-step.js";
import type { Refusal } from "./use-action.js";

export interface ActionFaultsProps {
  action: { refusal: Refusal | null; error: CombinedError | undefined };
  /** Fields that show their own message. */
  shownBeside?: readonly string[];
}

/** Why an action did not happen, where no field says it. */
export function ActionFaults({ action: { refusal, error }, shownBeside }: ActionFaultsProps) {
  if (error) return <Failure error={error} />;
  if (!refusal || shownBeside?.includes(refusal.path[0] ?? "")) return null;
  return (
    <Alert variant="outline" color="red" role="alert" styles={{ message: { color: "var(--trb-loss)" } }}>
      {refusal.message}
      <LazyNextStep code={refusal.code} />
    </Alert>
  );
}
