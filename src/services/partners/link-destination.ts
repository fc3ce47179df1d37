const URL_LENGTH_MAX = 2_048;

/** An entry of a program's allowed domains, as it is stored: lower case, punycode, `*.` kept, default port dropped. */
export type AllowedDomain = string;

export type DestinationRefusal =
  | "tooLong"
  | "malformed"
  | "schemeNotAllowed"
  | "credentialsNotAllowed"
  | "domainNotAllowed";

export type DestinationOutcome = { kind: "allowed"; url: string } | { kind: "refused"; reason: DestinationRefusal };

const refused = (reason: DestinationRefusal): DestinationOutcome => ({ kind: "refused", reason });

/**
 * Characters that browsers and servers read differently: a backslash is a slash to some, tabs and newlines vanish in
 * others. None of them has a place in a URL.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what it is looking for
const TREACHEROUS = /[\u0000-\u0020\u007f-\u00a0\\\u2028\u2029\ufeff]/;

/** Exactly two slashes after the scheme: browsers mend any other number, and mend it differently. */
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i;

function read(text: string): URL | DestinationRefusal {
  if (text.length > URL_LENGTH_MAX) return "tooLong";
  if (TREACHEROUS.test(text) || !text.isWellFormed()) return "malformed";
  const url = parse(text);
  if (url === null) return "malformed";
  if (url.protocol !== "https:" && url.protocol !== "http:") return "schemeNotAllowed";
  if (!ABSOLUTE.test(text)) return "malformed";
  // Also an empty user, as in https://@host: it is there to deceive the reader.
  const authority = text.slice(text.indexOf("//") + 2).split(/[/?#]/, 1)[0] ?? "";
  if (authority.includes("@")) return "credentialsNotAllowed";
  if (url.hostname.endsWith(".")) return "malformed";
  return url;
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** A program's own destination: any web address without credentials. */
export function readDestination(text: string): DestinationOutcome {
  const url = read(text);
  return typeof url === "string" ? refused(url) : { kind: "allowed", url: url.href };
}

/**
 * A link's own destination: a web address on one of the program's allowed domains. The list is exact: `example.com`
 * allows that host alone, `*.example.com` every host below it but not itself, a port only where the entry names it.
 * An empty list allows nothing.
 */
export function readDeepLink(text: string, allowedDomains: readonly AllowedDomain[]): DestinationOutcome {
  const url = read(text);
  if (typeof url === "string") return refused(url);
  const isAllowed = allowedDomains.some((domain) => covers(domain, url.host));
  return isAllowed ? { kind: "allowed", url: url.href } : refused("domainNotAllowed");
}

function covers(domain: AllowedDomain, host: string): boolean {
  if (!domain.startsWith("*.")) return host === domain;
  const parent = domain.slice(1);
  return host.endsWith(parent) && host.length > parent.length;
}

/** One entry of allowed domains in its stored form; null when it is not a host name, `*.` and a host name, or either with a port. */
export function readAllowedDomain(text: string): AllowedDomain | null {
  const isWildcard = text.startsWith("*.");
  const name = isWildcard ? text.slice(2) : text;
  if (name === "" || /[/?#@*]/.test(name)) return null;
  const url = read(`https://${name}/`);
  if (typeof url === "string") return null;
  // A wildcard over a whole top level, or over the digits of an address, is nobody's own.
  if (isWildcard && (!url.hostname.includes(".") || /(^|\.)\d+$/.test(url.hostname))) return null;
  return isWildcard ? `*.${url.host}` : url.host;
}

/** A destination cut where the click's id goes: in its query, before any fragment. */
export interface DestinationParts {
  head: string;
  tail: string;
}

const CREF = "cref";

/** Keeps the query as it is, but for an older `cref`: the destination must not read somebody else's click. */
export function cutDestination(destination: string): DestinationParts {
  const fragmentAt = destination.indexOf("#");
  const page = fragmentAt < 0 ? destination : destination.slice(0, fragmentAt);
  const tail = fragmentAt < 0 ? "" : destination.slice(fragmentAt);
  const queryAt = page.indexOf("?");
  if (queryAt < 0) return { head: `${page}?${CREF}=`, tail };
  const query = page.slice(queryAt + 1);
  const kept = query === "" ? [] : query.split("&").filter((part) => part.split("=", 1)[0] !== CREF);
  return { head: `${page.slice(0, queryAt)}?${[...kept, `${CREF}=`].join("&")}`, tail };
}
