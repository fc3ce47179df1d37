import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { Client } from "graphql-ws";
import { print } from "graphql";

export interface ResumableSubscription<Data, Variables> {
  document: TypedDocumentNode<Data, Variables>;
  variables: Omit<Variables, "after">;
  /** The cursor to begin after. */
  after: string;
  cursorOf: (data: Data) => string;
  onData: (data: Data) => void;
  /** The server refused or ended it; reconnecting alone will not help. */
  onEnd: (error: unknown) => void;
}

/**
 * Subscribes, and after each reconnect asks only for what came after the last frame seen. graphql-ws repeats a subscription
 * by writing its variables anew, so `after` is read at that moment. Returns the way to stop.
 */
export function resumeSubscription<Data, Variables extends { after?: unknown }>(
  client: Client,
  subscription: ResumableSubscription<Data, Variables>,
): () => void {
  let cursor = subscription.after;
  let stopped = false;
  const end = (error: unknown) => {
    if (!stopped) subscription.onEnd(error);
  };
  const unsubscribe = client.subscribe<Data>(
    {
      query: print(subscription.document),
      variables: {
        ...subscription.variables,
        get after() {
          return cursor;
        },
      },
    },
    {
      next: ({ data, errors }) => {
        if (stopped) return;
        if (errors || !data) {
          end(errors);
          return;
        }
        subscription.onData(data);
        cursor = subscription.cursorOf(data);
      },
      error: end,
      complete: () => end(undefined),
    },
  );
  return () => {
    stopped = true;
    unsubscribe();
  };
}
