import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { useClient } from "urql";
import type { AnyVariables, CombinedError } from "urql";

import type { Connection } from "../../graph/rows-store.js";

/** A chart of more groups than these says nothing. */
const PAGES_MAX = 10;

export interface AllStats<Row> {
  /** Null until they have come. */
  rows: readonly Row[] | null;
  /** There are more groups than are shown. */
  isCut: boolean;
  error: CombinedError | undefined;
  refresh: () => void;
}

/** Every group of statistics, page after page: a chart needs all of them at once. */
export function useAllStats<Field extends string, Row, Variables extends AnyVariables>(
  document: TypedDocumentNode<Record<Field, Connection<Row>>, Variables>,
  variables: Omit<Variables & object, "after" | "first">,
  field: Field,
): AllStats<Row> {
  const client = useClient();
  const key = JSON.stringify(variables);
  const [state, setState] = useState<Omit<AllStats<Row>, "refresh"> & { key: string }>({
    key,
    rows: null,
    isCut: false,
    error: undefined,
  });
  /** Ends the run before: the newest question is the one that counts. */
  const run = useRef<AbortController | null>(null);

  const refresh = useCallback(() => {
    run.current?.abort();
    const { signal } = (run.current = new AbortController());
    const load = async (): Promise<void> => {
      const rows: Row[] = [];
      let after: string | null = null;
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const given = { ...(JSON.parse(key) as object), first: 100, after } as unknown as Variables;
        const { data, error } = await client.query(document, given, { requestPolicy: "network-only" }).toPromise();
        if (signal.aborted) return;
        const connection = data?.[field];
        if (!connection) {
          setState((shown) => (shown.key === key ? { ...shown, error } : { key, rows: null, isCut: false, error }));
          return;
        }
        rows.push(...connection.edges.map(({ node }) => node));
        after = connection.pageInfo.hasNextPage ? (connection.pageInfo.endCursor ?? null) : null;
        if (after === null) break;
      }
      setState({ key, rows, isCut: after !== null, error: undefined });
    };
    void load();
  }, [client, document, key, field]);

  useEffect(() => {
    refresh();
    return () => run.current?.abort();
  }, [refresh]);

  // Figures of other filters are not shown under the new ones.
  const isOld = state.key !== key;
  return { rows: isOld ? null : state.rows, isCut: state.isCut, error: isOld ? undefined : state.error, refresh };
}
