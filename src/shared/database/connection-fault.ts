import { SetupError } from "../setup-error.js";
import { sqlState } from "./database.js";

const UNREACHABLE = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"]);
const REFUSED = new Map([
  ["28P01", "refuses the password"],
  ["28000", "refuses the login"],
  ["3D000", "has no such database"],
]);

/**
 * What the person who set the URL should read, if the error says that no session can be had; otherwise the error itself.
 * Never names the password.
 */
export function explainConnectionFault(error: unknown, url: string): unknown {
  const { host, pathname, username } = new URL(url);
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && UNREACHABLE.has(code)) {
    return new SetupError(`PostgreSQL at ${host} does not answer (${code}). Check DATABASE_URL and DATABASE_URL_APP.`);
  }
  const refusal = REFUSED.get(sqlState(error) ?? "");
  if (refusal === undefined) return error;
  return new SetupError(
    `PostgreSQL at ${host} ${refusal} (${username}, ${pathname.slice(1)}). Check DATABASE_URL and DATABASE_URL_APP.`,
  );
}
