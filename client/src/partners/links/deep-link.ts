export type DeepLinkFault = "malformed" | "notAllowed";

/** What browsers and servers read differently: the server refuses it as well. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is looking for
const TREACHEROUS = /[\u0000-\u0020\u007f-\u00a0\\\u2028\u2029\ufeff]/;
const ABSOLUTE = /^https?:\/\/[^/?#@]+([/?#]|$)/i;

/**
 * What is wrong with a deep link while it is being typed, so that one need not send it to learn it; null: nothing that can
 * be seen from here. The server decides.
 */
export function deepLinkFault(text: string, domains: readonly string[]): DeepLinkFault | null {
  if (TREACHEROUS.test(text) || !ABSOLUTE.test(text) || !URL.canParse(text)) return "malformed";
  const { host } = new URL(text);
  return domains.some((domain) => covers(domain, host)) ? null : "notAllowed";
}

/** `*.` stands for every host below. */
const covers = (domain: string, host: string): boolean =>
  domain.startsWith("*.") ? host.endsWith(domain.slice(1)) && host.length >= domain.length : host === domain;
