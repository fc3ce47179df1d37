const SLUG_LENGTH_MAX = 30;

/** A name in addresses made of a name for people: plain letters, digits and single hyphens. Empty if nothing is left. */
export const slugFrom = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_LENGTH_MAX)
    .replaceAll(/^-+|-+$/g, "");
