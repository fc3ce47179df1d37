import { isIP } from "node:net";

import { AppError } from "../../../shared/errors.js";

/** What passkeys are bound to: a host name, and the one origin on it whose pages may use them. */
export interface RelyingParty {
  id: string;
  origin: string;
}

/**
 * The host of PUBLIC_URL. Where that is an address of this machine only, as without any settings, pages opened by the
 * name `localhost` may use passkeys as well: a name that leads nobody else here. Another request's host is never believed.
 *
 * @param host - the request's Host header.
 */
export function relyingPartyOf(publicUrl: string, host: string | undefined): RelyingParty {
  const { hostname, origin, protocol, port } = new URL(publicUrl);
  if (!isAddress(hostname)) return { id: hostname, origin };
  if (isLoopback(hostname) && host?.toLowerCase() === (port === "" ? "localhost" : `localhost:${port}`)) {
    return { id: "localhost", origin: `${protocol}//${host.toLowerCase()}` };
  }
  const instead = isLoopback(hostname) ? ` Open ${protocol}//localhost${port === "" ? "" : `:${port}`} instead.` : "";
  throw new AppError("unprocessable", `Passkeys need a host name, not an address.${instead}`, {
    code: "passkeys_unavailable",
  });
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "");
const isAddress = (hostname: string): boolean => isIP(bare(hostname)) !== 0;
const isLoopback = (hostname: string): boolean => hostname.startsWith("127.") || bare(hostname) === "::1";
