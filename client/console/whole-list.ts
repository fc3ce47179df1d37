import type { CombinedError } from "urql";

import type { Rows } from "../src/graph/use-rows.js";

/** A list that comes all at once, as the lists of pages have it. `rows` is undefined until it has come. */
export function wholeList<Row>(of: {
  rows: readonly Row[] | undefined;
  error: CombinedError | undefined;
  again: () => void;
}): Rows<Row> {
  const { rows, error, again } = of;
  return {
    rows: rows ?? [],
    loading: rows === undefined && !error,
    loadingMore: false,
    hasMore: false,
    error,
    loadMore: () => Promise.resolve(),
    refresh: async () => again(),
  };
}
