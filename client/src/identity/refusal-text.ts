import type { TFunction } from "i18next";

const KNOWN = ["CREDENTIALS_INVALID", "PASSKEY_INVALID", "CODE_INVALID", "STEP_OVER", "TOO_MANY_ATTEMPTS"] as const;

/** Why a sign-in did not happen, in a sentence; never in the server's own words (C-SEC-04). */
export function refusalText(t: TFunction<"identity">, code: string): string {
  const known = KNOWN.find((one) => one === code);
  return t(known ? `refused.${known}` : "refused.other");
}
