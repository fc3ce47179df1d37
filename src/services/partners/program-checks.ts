import { AppError, fieldInvalid } from "../../shared/errors.js";
import { readAllowedDomain, readDestination } from "./link-destination.js";
import { destinationRefused } from "./destination-refusal.js";

const DAYS_MAX = 3650;
const DOMAINS_MAX = 100;
const SLUG_LENGTH_MAX = 64;
const SLUG = new RegExp(`^[a-z0-9][a-z0-9-]{0,${SLUG_LENGTH_MAX - 1}}$`);

/** What a program may be. Each gives the value as it is stored, or throws a refusal that names the field. */
export function checkedSlug(slug: string): string {
  if (SLUG.test(slug)) return slug;
  throw fieldInvalid("slug_invalid", "slug", "A slug has 1 to 64 small letters, digits and hyphens, no hyphen first.");
}

/** A slug made of a name: `Spring Sale 2026` gives `spring-sale-2026`. It may be taken. */
export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    // Room is left for the number that a taken one gets.
    .slice(0, SLUG_LENGTH_MAX - 8)
    .replaceAll(/^-+|-+$/g, "");
  return plain === "" ? "program" : plain;
}

export function checkDays(field: "windowDays" | "holdbackDays", days: number): void {
  const least = field === "windowDays" ? 1 : 0;
  if (Number.isInteger(days) && days >= least && days <= DAYS_MAX) return;
  throw fieldInvalid("days_invalid", field, `This is a whole number of days from ${least} to ${DAYS_MAX}.`);
}

export function checkDates(startsAt: Date | null, endsAt: Date | null): void {
  if (startsAt === null || endsAt === null || startsAt <= endsAt) return;
  throw fieldInvalid("dates_reversed", "endsAt", "A program does not end before it starts.");
}

export function checkedDestination(url: string): string {
  const destination = readDestination(url);
  if (destination.kind === "allowed") return destination.url;
  throw destinationRefused(destination.reason);
}

/** Each domain once, in the given order. */
export function checkedDomains(texts: readonly string[]): string[] {
  const domains = texts.map((text) => readAllowedDomain(text));
  const place = texts.length > DOMAINS_MAX ? DOMAINS_MAX : domains.indexOf(null);
  if (place < 0) return [...new Set(domains as string[])];
  const message =
    place === DOMAINS_MAX
      ? `A program has at most ${DOMAINS_MAX} allowed domains.`
      : "An allowed domain is a host name, with *. before it for all below it.";
  throw new AppError("unprocessable", message, { code: "domain_invalid", path: ["deepLinkDomains", String(place)] });
}
