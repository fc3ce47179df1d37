import { Client, cacheExchange, fetchExchange, mapExchange } from "urql";
import type { CombinedError } from "urql";

import { trustedFetch, withDocumentId } from "./trusted-fetch.js";
import { bearerToken } from "./bearer-token.js";

/** Whether the server says that we are no longer signed in. */
export function isUnauthenticated(error: CombinedError): boolean {
  return (
    error.graphQLErrors.some(({ extensions }) => extensions["code"] === "UNAUTHENTICATED") ||
    (error.response as Response | undefined)?.status === 401
  );
}

/** Whether the address names an organization that does not exist, or not for us: our session may belong to another one. */
export function isNotFound(error: CombinedError): boolean {
  return error.graphQLErrors.some(({ extensions }) => extensions["code"] === "NOT_FOUND");
}

/** The graph over HTTP. `onSignedOut` is told when the session has ended or was revoked. */
export function createGraphClient(basePath: string, onSignedOut: () => void): Client {
  return new Client({
    url: `${basePath}/graphql`,
    preferGetMethod: false,
    fetch: trustedFetch,
    exchanges: [
      cacheExchange,
      mapExchange({ onOperation: withDocumentId }),
      mapExchange({
        onError(error) {
          if (isUnauthenticated(error)) onSignedOut();
        },
      }),
      fetchExchange,
    ],
    fetchOptions: () => {
      const authorization = bearerToken.authorization();
      return {
        credentials: "same-origin" as const,
        headers: { "apollo-require-preflight": "true", ...(authorization ? { authorization } : {}) },
      };
    },
  });
}
