import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { useEffect, useState } from "react";

import { useGraphSocket } from "./graph-context.js";

const BEGIN_AGAIN_AFTER_MS = 5_000;

/** The newest answer of a subscription that tells current totals: what was missed is of no interest. Null until the first. */
export function useLatest<Data>(document: TypedDocumentNode<Data, Record<string, never>>): Data | null {
  const socket = useGraphSocket();
  const [latest, setLatest] = useState<Data | null>(null);
  useEffect(() => {
    let isStopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let unsubscribe: (() => void) | undefined;
    const again = () => {
      if (!isStopped) timer = setTimeout(begin, BEGIN_AGAIN_AFTER_MS);
    };
    const begin = () => {
      unsubscribe?.();
      unsubscribe = socket.client.subscribe<Data>(
        { query: print(document) },
        { next: ({ data }) => setLatest(data ?? null), error: again, complete: again },
      );
    };
    begin();
    return () => {
      isStopped = true;
      clearTimeout(timer);
      unsubscribe?.();
    };
  }, [socket, document]);
  return latest;
}
