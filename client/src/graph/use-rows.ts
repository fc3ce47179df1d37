import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useClient } from "urql";
import type { AnyVariables, CombinedError } from "urql";

import { RowsStore } from "./rows-store.js";
import type { Connection, RowsState } from "./rows-store.js";

export interface Rows<Row> extends RowsState<Row, CombinedError> {
  loadMore: () => Promise<void>;
  refresh: () => Promise<void>;
}

/** The rows of a connection. `variables` may be a new object at each render; its contents decide. */
export function useRows<Field extends string, Row extends { id: string }, Variables extends AnyVariables>(
  document: TypedDocumentNode<Record<Field, Connection<Row>>, Variables>,
  variables: Omit<Variables & object, "after">,
  field: Field,
): Rows<Row> {
  const client = useClient();
  const key = JSON.stringify(variables);
  const store = useMemo(
    () =>
      new RowsStore<Row, CombinedError>(async (after) => {
        const asked = { ...(JSON.parse(key) as object), after } as unknown as Variables;
        const { data, error } = await client.query(document, asked, { requestPolicy: "network-only" }).toPromise();
        return { ...(data ? { page: data[field] } : {}), ...(error ? { error } : {}) };
      }),
    [client, document, key, field],
  );
  useEffect(() => {
    void store.refresh();
  }, [store]);
  const state = useSyncExternalStore(store.onChange, store.state);
  return { ...state, loadMore: store.loadMore, refresh: store.refresh };
}
