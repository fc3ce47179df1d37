import { createHash } from "node:crypto";

import type { Decision } from "../attribution/decision.js";

/**
 * SHA-256 of all that matters of a decision. Touches after the event matter to nobody, so that a click made later does
 * not make a new version of an old decision.
 */
export function decisionDigest(decision: Decision): Buffer {
  const { trace, ...rest } = decision;
  const touches = trace.touches.filter(({ refusal }) => refusal !== "after_event");
  const { laterTouchesLeftOut: _, ...kept } = trace;
  const text = JSON.stringify({ ...rest, trace: { ...kept, touches } }, (_key, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return createHash("sha256").update(text).digest();
}
