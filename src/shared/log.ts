import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";

export type Log = Logger;

/**
 * Structured lines on standard error, so that a command's output stays its own. Secrets are never passed to it, and of an
 * error it tells what went wrong and where, not what was sent: a failing statement carries its values along.
 *
 * @param lines - where they go instead, for whoever wants to read them.
 */
export function createLog(level: string, lines: DestinationStream = pino.destination({ fd: 2, sync: true })): Log {
  return pino(
    {
      level,
      redact: ["req.headers.authorization", "req.headers.cookie", "token", "password"],
      serializers: { err: (error: unknown) => told(error) },
    },
    lines,
  );
}

/** PostgreSQL names things this way; other properties of its errors may be values: a row, a statement's parameters. */
const TOLD = ["code", "severity", "schema", "table", "column", "constraint", "routine", "errno", "syscall"] as const;

/** How deep causes are followed. */
const CAUSES_MAX = 5;

function told(error: unknown, depth = 0): unknown {
  if (typeof error !== "object" || error === null || !("message" in error)) return error;
  const given = error as Partial<Record<(typeof TOLD)[number] | "name" | "stack" | "cause", unknown>>;
  const message = withoutValue(String(error.message));
  return {
    type: given.name,
    message,
    stack: typeof given.stack === "string" ? given.stack.replace(String(error.message), message) : undefined,
    ...Object.fromEntries(TOLD.filter((name) => given[name] !== undefined).map((name) => [name, given[name]])),
    ...(given.cause !== undefined && depth < CAUSES_MAX && { cause: told(given.cause, depth + 1) }),
  };
}

/** `invalid input syntax for type uuid: "what was sent"` ends before what was sent. */
const withoutValue = (message: string): string => message.replace(/: ".*"$/s, "");
