import { pino } from "pino";
import type { Logger } from "pino";

export type Log = Logger;

/** Structured lines on standard error, so that a command's output stays its own. Secrets are never passed to it. */
export function createLog(level: string): Log {
  return pino(
    { level, redact: ["req.headers.authorization", "req.headers.cookie", "token", "password"] },
    pino.destination({ fd: 2, sync: true }),
  );
}
