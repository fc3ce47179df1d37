/**
 * What of a request's values decides its plan: which are there, and those of which each is another statement. Booleans turn
 * fields on and off, a compound word may name an order; everything else is only a parameter.
 */
export function variableShape(value: unknown): string {
  if (value === null || value === undefined) return "-";
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "string") return ORDER.test(value) ? value : "s";
  if (value instanceof Date) return "d";
  if (typeof value !== "object") return "n";
  if (Array.isArray(value)) return "a";
  return `{${Object.entries(value)
    .map(([key, each]) => `${key}:${variableShape(each)}`)
    .join(",")}}`;
}

/** As orders are spelled inside: `newestFirst`. */
const ORDER = /^[a-z]+([A-Z][a-z]+)+$/;
