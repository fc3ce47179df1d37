import type { AttemptPolicy } from "../platform/attempt-limiter.js";

/** C-SEC-03: what can be guessed may be tried ten times in a quarter of an hour, by one address and for one account. */
const WINDOW_SECONDS = 15 * 60;

export const ADDRESS_POLICY: AttemptPolicy = { name: "sign-in-address", attempts: 10, windowSeconds: WINDOW_SECONDS };
export const PASSWORD_POLICY: AttemptPolicy = { name: "sign-in-password", attempts: 10, windowSeconds: WINDOW_SECONDS };
export const CODE_POLICY: AttemptPolicy = { name: "sign-in-code", attempts: 10, windowSeconds: WINDOW_SECONDS };
/** Each of them is a mail to somebody who may not have asked for it. */
export const LINK_POLICY: AttemptPolicy = { name: "sign-in-link", attempts: 5, windowSeconds: WINDOW_SECONDS };
