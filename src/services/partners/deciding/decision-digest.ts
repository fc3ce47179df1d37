import { createHash } from "node:crypto";

import type { DecisionTrace } from "../attribution/decision.js";

/**
 * SHA-256, in hex, of all that matters of a decision; its trace tells everything. Touches after the event matter to
 * nobody, so that a click made later does not make a new version of an old decision.
 */
export function decisionDigest(trace: DecisionTrace, traceText: string, occurredAtMs: number): string {
  const occurredAt = new Date(occurredAtMs).toISOString();
  const newest = trace.touches.at(-1);
  const hasLater = newest !== undefined && newest.clickedAt > occurredAt;
  const text = hasLater ? JSON.stringify(withoutLater(trace, occurredAt)) : traceText;
  return createHash("sha256").update(text).digest("hex");
}

/** Members in the order of the whole, so that both texts of one decision are the same. */
const withoutLater = (trace: DecisionTrace, occurredAt: string): DecisionTrace => ({
  ...trace,
  touches: trace.touches.filter(({ clickedAt }) => clickedAt <= occurredAt),
  laterTouchesLeftOut: false,
});
