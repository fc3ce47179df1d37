import { fieldInvalid } from "../../../shared/errors.js";

/** One line of 3 to 500 characters. */
const REASON = /^[^\p{Cc}\p{Cs}]{3,500}$/u;

/** Why an operator does something to somebody else. Throws `reason_invalid`. */
export function readReason(given: string): string {
  const reason = given.trim();
  if (REASON.test(reason)) return reason;
  throw fieldInvalid("reason_invalid", "reason", "Say why, in 3 to 500 characters on one line.");
}
