/** A list's filters as they stand in the address: text only, absent when not set. */
export type Filters<Key extends string> = Partial<Record<Key, string>>;

/** Takes a list's filters out of an address that anybody may have written. */
export function readFilters<Key extends string>(
  keys: readonly Key[],
  search: Readonly<Record<string, unknown>>,
): Filters<Key> {
  const filters: Filters<Key> = {};
  for (const key of keys) {
    const value = search[key];
    // The router reads `?search=2026` as a number.
    if ((typeof value === "string" && value !== "") || typeof value === "number") filters[key] = String(value);
  }
  return filters;
}
