import { AppError } from "../../../shared/errors.js";

const SUBJECT_MAX = 200;
const ADDRESS_MAX = 254;
/** One mailbox and nothing else: no list, no comment, no quotes, no space, nothing that ends a header. */
const ADDRESS =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)*$/u;
/** Ends a line somewhere, turns its direction or is no character at all. */
const NOT_IN_A_LINE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Whether mail can be sent to the text: one address of at most 254 characters. */
export const isMailAddress = (text: string): boolean => text.length <= ADDRESS_MAX && ADDRESS.test(text);

/** Throws `email_invalid`, with the way to the field. */
export function mailAddressOf(text: string, path: string[]): string {
  const address = text.trim();
  if (isMailAddress(address)) return address;
  throw new AppError("unprocessable", "This is not an e-mail address.", { code: "email_invalid", path });
}

/** A stranger's text as part of one line: whatever could begin another header is a space. */
export function oneLine(text: string, max = SUBJECT_MAX): string {
  const line = text.replace(NOT_IN_A_LINE, " ").replace(/\s+/g, " ").trim();
  if (line.length <= max) return line;
  // Without the half of a character that the cut may leave.
  return `${line
    .slice(0, max - 1)
    .replace(/[\ud800-\udbff]$/, "")
    .trimEnd()}…`;
}

/** `"Name" <address>`, or the address alone. The name loses what would end its quotes. */
export function mailbox(address: string, name?: string | null): string {
  const shown = oneLine((name ?? "").replace(/["\\<>]/g, " "), 80);
  return shown === "" ? address : `"${shown}" <${address}>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text in HTML, between tags or in a quoted attribute. */
export const escapedHtml = (text: string): string => text.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);

/** What a mail server said, fit to be kept: one line, and nobody's address in it. */
export const withoutAddresses = (text: string): string =>
  oneLine(text.slice(0, 2_000).replace(/[^\s<>"'(),;:@]+@[^\s<>"'(),;:]+/g, "…"), 300);
