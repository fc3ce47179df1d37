import { AppError } from "../../../shared/errors.js";

/** Clicks that were acknowledged and are not in the database yet. Asked by whoever misses one. */
export interface WaitingClicks {
  /** Brings them into the database. False if some still wait, so that a click that is missed may be among them. */
  bringIn(): Promise<boolean>;
}

/** Where clicks are only ever written straight to the database. */
export const NOTHING_WAITS: WaitingClicks = { bringIn: async () => true };

const RETRY_AFTER_SECONDS = 2;

export const CLICK_NOT_LANDED = {
  kind: "unavailable",
  code: "click_not_landed",
  message: "Some clicks are not in the database yet, and this may be one of them. Send it again in a moment.",
  path: ["cref"],
} as const;

export const clickNotLanded = (): AppError =>
  new AppError(CLICK_NOT_LANDED.kind, CLICK_NOT_LANDED.message, {
    code: CLICK_NOT_LANDED.code,
    path: [...CLICK_NOT_LANDED.path],
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
