import { useNavigate, useSearch } from "@tanstack/react-router";

import { readFilters } from "./read-filters.js";
import type { Filters } from "./read-filters.js";

export interface FilterState<Key extends string> {
  filters: Filters<Key>;
  isActive: boolean;
  /** Null takes the filter away. */
  set: (change: Partial<Record<Key, string | null>>) => void;
  /** In the place of all that is set now. */
  replace: (filters: Filters<Key>) => void;
  clear: () => void;
}

/** The filters of the list on this page. They stand in the address, so that a list can be sent, kept and gone back to. */
export function useFilters<Key extends string>(keys: readonly Key[]): FilterState<Key> {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const filters = readFilters(keys, search);
  const replace = (next: Filters<Key>) => {
    const none = Object.fromEntries(keys.map((key) => [key, undefined]));
    void navigate({
      to: ".",
      search: (current) => ({ ...current, ...none, ...next }),
      replace: true,
      resetScroll: false,
    });
  };
  return {
    filters,
    isActive: Object.keys(filters).length > 0,
    set: (change) => {
      const next = Object.entries({ ...filters, ...change }).filter(([, value]) => value !== null && value !== "");
      replace(Object.fromEntries(next) as Filters<Key>);
    },
    replace,
    clear: () => replace({}),
  };
}
