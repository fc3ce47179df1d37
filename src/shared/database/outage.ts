import { sqlState } from "./database.js";

/** Classes and states of PostgreSQL that mean "not now": connection trouble, no more connections, shutting down. */
const AWAY = /^(08...|53...|57P0[123])$/;
const SOCKET_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENOTFOUND",
]);
/** The driver says these only in words. */
const SOCKET_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether an error means that the database is away or full rather than that we are wrong: the caller may try again. */
export function isDatabaseOutage(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined && AWAY.test(state)) return true;
  const { code, message, driverError } = (error ?? {}) as { code?: unknown; message?: unknown; driverError?: unknown };
  if (typeof code === "string" && SOCKET_CODES.has(code)) return true;
  if (typeof message === "string" && SOCKET_WORDS.test(message)) return true;
  return driverError !== undefined && driverError !== error && isDatabaseOutage(driverError);
}
