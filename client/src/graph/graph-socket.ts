import { createClient } from "graphql-ws";
import type { Client } from "graphql-ws";

import { bearerToken } from "./bearer-token.js";

/** What may honestly be said of the line: `live` only while the server has acknowledged it and still answers. */
export type ConnectionState = "connecting" | "live" | "reconnecting" | "offline";

/** The one socket of a page, opened by its first subscription. */
export interface GraphSocket {
  client: Client;
  state: () => ConnectionState;
  onStateChange: (listener: () => void) => () => void;
}

const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 4_000;
const RETRY_WAITS_MS = [100, 300, 700, 1_500, 3_000, 5_000];

/** How the server closes a socket whose holder's rights are others than when it was opened. */
const RIGHTS_CHANGED = "Rights changed";

/** `onRightsChanged` is told when the server says so of whoever looks. */
export function createGraphSocket(basePath: string, onRightsChanged: () => void): GraphSocket {
  let state: ConnectionState = "connecting";
  const listeners = new Set<() => void>();
  const become = (next: ConnectionState) => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };

  let pongDue: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${basePath}/graphql`,
    connectionParams: () => {
      const authorization = bearerToken.authorization();
      return authorization ? { authorization } : {};
    },
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) =>
      new Promise((resolve) => {
        const waitMs = RETRY_WAITS_MS[Math.min(retries, RETRY_WAITS_MS.length - 1)] ?? 0;
        // Spread out, or every page of a restarted server would return in the same instant.
        const timer = setTimeout(done, waitMs * (0.75 + Math.random() / 2));
        // Whoever comes back online wants the figure now, not at the end of the wait.
        window.addEventListener("online", done, { once: true });
        function done() {
          clearTimeout(timer);
          window.removeEventListener("online", done);
          resolve();
        }
      }),
    on: {
      connected: () => become("live"),
      ping: (received) => {
        // A line can die without a close: silence after our ping ends it, and the client dials again.
        if (!received) pongDue = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pongDue);
      },
      closed: (event) => {
        clearTimeout(pongDue);
        if ((event as CloseEvent).reason === RIGHTS_CHANGED) onRightsChanged();
        // 1000 is our own goodbye, when the last subscription of the page ends.
        become((event as CloseEvent).code === 1000 ? "connecting" : navigator.onLine ? "reconnecting" : "offline");
      },
    },
  });

  window.addEventListener("offline", () => client.terminate());
  return {
    client,
    state: () => state,
    onStateChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
