import type { Fetcher } from "@graphiql/toolkit";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import type { DocumentNode } from "graphql";
import { Kind, parse } from "graphql";

/** The organization's prefix of this page: `/t/<slug>` where many organizations share a server, else empty. */
export const BASE_PATH = /^\/t\/[^/]+/.exec(location.pathname)?.[0] ?? "";

const GRAPH = `${BASE_PATH}/graphql`;
const STORED_AS = "tributary.graphiql.key";

/** A key or session token that was pasted, for this tab alone. Without one the session's cookie speaks. */
export const pastedKey = {
  read: (): string => sessionStorage.getItem(STORED_AS) ?? "",
  keep: (key: string): void => sessionStorage.setItem(STORED_AS, key),
  drop: (): void => sessionStorage.removeItem(STORED_AS),
};

const headersOf = (key: string): Record<string, string> => (key === "" ? {} : { authorization: `Bearer ${key}` });

/** Runs operations as whoever holds the key; subscriptions over the socket. */
export function fetcherFor(key: string): Fetcher {
  const run = createGraphiQLFetcher({
    url: GRAPH,
    subscriptionUrl: `${location.origin.replace(/^http/, "ws")}${GRAPH}`,
    headers: headersOf(key),
    wsConnectionParams: headersOf(key),
    enableIncrementalDelivery: false,
  });
  return (params, options) => {
    // For a moment after a tab is chosen, GraphiQL still names the operation of the one before.
    const document = parsed(params.query);
    const [only, ...others] = document?.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION) ?? [];
    if (!document || only?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) return run(params, options);
    return run({ ...params, operationName: only.name?.value ?? null }, { ...options, documentAST: document });
  };
}

/** Undefined if it has faults: the server says which. */
function parsed(query: string): DocumentNode | undefined {
  try {
    return parse(query);
  } catch {
    return undefined;
  }
}

/** Who asks: in words, or why nobody does. */
export type Asker = { name: string; organization: string } | "stranger" | "refused" | "unreachable";

/** Asks the graph whom it takes us for. */
export async function askWhoWeAre(key: string): Promise<Asker> {
  try {
    const answer = await fetch(GRAPH, {
      method: "POST",
      headers: { "content-type": "application/json", ...headersOf(key) },
      body: JSON.stringify({ query: "{ viewer { name organization { name } } }" }),
    });
    if (answer.status === 401 || answer.status === 404) return "refused";
    const { data, errors } = (await answer.json()) as {
      data?: { viewer: { name: string; organization: { name: string } } | null };
      errors?: unknown[];
    };
    if (data?.viewer) return { name: data.viewer.name, organization: data.viewer.organization.name };
    return errors ? "refused" : "stranger";
  } catch {
    return "unreachable";
  }
}
