import type { OrganizationProfile } from "../../entities/organizations/organization-profile.entity.js";
import { fieldInvalid } from "../../shared/errors.js";
import { isPlainName } from "../../shared/plain-name.js";
import { isMailAddress } from "../platform/mail/mail-text.js";
import { isGstNumber, isMsmeNumber, isPanNumber } from "./tax-numbers.js";

/** What can be said of an organization beside its name: null takes it away. */
export type OrganizationDetails = Omit<
  OrganizationProfile,
  "organizationId" | "updatedAt" | "logoId" | "bannerId" | "isListed"
>;
export type DetailName = keyof OrganizationDetails;

const SLUG = /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,28}[a-z0-9]$/;

/** Never an organization's: they are, or may become, the platform's own paths and hosts (A-TEN-15). */
const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  "account",
  "admin",
  "administrator",
  "api",
  "app",
  "assets",
  "auth",
  "billing",
  "docs",
  "explore",
  "graphiql",
  "graphql",
  "health",
  "help",
  "install",
  "invite",
  "livez",
  "login",
  "logout",
  "mail",
  "metrics",
  "ofrep",
  "openapi",
  "operator",
  "operators",
  "organizations",
  "platform",
  "portal",
  "readyz",
  "root",
  "scim",
  "security",
  "settings",
  "sign-in",
  "sign-up",
  "signin",
  "signup",
  "sso",
  "static",
  "status",
  "support",
  "system",
  "tree",
  "tributary",
  "webhooks",
  "well-known",
  "www",
]);

/** Digits that people read as letters. A slug that reads like a reserved one is as good as it. */
const READ_AS: Record<string, string> = { "0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b" };
const spoken = (slug: string): string =>
  slug.replaceAll("-", "").replace(/[034578]/g, (digit) => READ_AS[digit] ?? digit);
const RESERVED_SPOKEN = new Set([...RESERVED_SLUGS].map(spoken));
const readsReserved = (slug: string): boolean =>
  ["i", "l"].some((one) => RESERVED_SPOKEN.has(spoken(slug).replaceAll("1", one)));

/** Tabs and line ends are welcome in what people write. */
const PROSE = /^(?:[^\p{Cc}\p{Cs}]|[\t\r\n]){1,2000}$/u;
const COLOR = /^#[0-9a-f]{6}$/;
const URL_LENGTH_MAX = 2048;
const RETENTION_DAYS_MAX = 3650;
const PAYMENT_TERMS_DAYS_MAX = 120;

/** The slug, if it can be one. Throws `slug_invalid`, `slug_lookalike` or `slug_reserved`. */
export function checkedSlug(slug: string): string {
  // Letters of other scripts that look like ours, and names that browsers would show as such.
  if (/[^\p{ASCII}]/u.test(slug) || slug.startsWith("xn--")) {
    throw fieldInvalid(
      "slug_lookalike",
      "slug",
      "A slug has plain letters only: others can look like them and mislead.",
    );
  }
  if (!SLUG.test(slug)) {
    throw fieldInvalid(
      "slug_invalid",
      "slug",
      "A slug has 3 to 30 lower-case letters, digits or single hyphens, with no hyphen at either end.",
    );
  }
  if (readsReserved(slug)) throw fieldInvalid("slug_reserved", "slug", "This slug is reserved for the platform.");
  return slug;
}

/** What a value must be, in which form it is kept, and what is said of one that cannot be. */
const CHECKS: { [Name in DetailName]: { code: string; says: string; kept: (value: never) => unknown } } = {
  description: {
    code: "description_invalid",
    says: "A description has at most 2,000 characters.",
    kept: (text: string) => (PROSE.test(text.trim()) ? text.trim() : undefined),
  },
  industry: {
    code: "industry_invalid",
    says: "An industry has at most 200 characters, all on one line.",
    kept: (text: string) => (isPlainName(text.trim()) ? text.trim() : undefined),
  },
  website: {
    code: "website_invalid",
    says: "A website is an address that begins with https:// or http://.",
    kept: website,
  },
  sizeBucket: { code: "size_invalid", says: "This is no size.", kept: (bucket: string) => bucket },
  recordingRetentionDays: {
    code: "retention_invalid",
    says: "Recordings are kept for 1 to 3,650 days.",
    kept: (days: number) => inRange(days, 1, RETENTION_DAYS_MAX),
  },
  primaryColor: { code: "color_invalid", says: "A colour is written like #1f6feb.", kept: color },
  accentColor: { code: "color_invalid", says: "A colour is written like #1f6feb.", kept: color },
  billingEmail: {
    code: "billing_email_invalid",
    says: "This is not an e-mail address.",
    kept: (text: string) => (isMailAddress(text.trim()) ? text.trim().toLowerCase() : undefined),
  },
  paymentTermsDays: {
    code: "payment_terms_invalid",
    says: "Invoices are due within 0 to 120 days.",
    kept: (days: number) => inRange(days, 0, PAYMENT_TERMS_DAYS_MAX),
  },
  gstNumber: {
    code: "gst_number_invalid",
    says: "A GST number has 15 characters, the last of which proves the others.",
    kept: upper(isGstNumber),
  },
  msmeNumber: {
    code: "msme_number_invalid",
    says: "An MSME number is written like UDYAM-MH-01-1234567.",
    kept: upper(isMsmeNumber),
  },
  panNumber: { code: "pan_number_invalid", says: "A PAN is written like ABCPE1234F.", kept: upper(isPanNumber) },
  requiresPurchaseOrders: { code: "invalid", says: "Yes or no.", kept: (value: boolean) => value },
};

/** The details in the form in which they are kept. An empty text is none. Throws the first fault, typed. */
export function checkedDetails<Given extends Partial<OrganizationDetails>>(given: Given): Given {
  const checked = Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (value === null || (typeof value === "string" && value.trim() === "")) return [[name, null]];
    const { code, says, kept } = CHECKS[name as DetailName];
    const form = (kept as (value: unknown) => unknown)(value);
    if (form === undefined) throw fieldInvalid(code, name, says);
    return [[name, form]];
  });
  return Object.fromEntries(checked) as Given;
}

function website(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > URL_LENGTH_MAX || !URL.canParse(trimmed)) return undefined;
  const { protocol, username, password, href } = new URL(trimmed);
  return /^https?:$/.test(protocol) && username === "" && password === "" ? href : undefined;
}

function color(text: string): string | undefined {
  const lower = text.trim().toLowerCase();
  return COLOR.test(lower) ? lower : undefined;
}

const inRange = (value: number, least: number, most: number): number | undefined =>
  Number.isInteger(value) && value >= least && value <= most ? value : undefined;

function upper(isOne: (text: string) => boolean): (text: string) => string | undefined {
  return (text) => {
    const number = text.trim().toUpperCase();
    return isOne(number) ? number : undefined;
  };
}
