import { Client, cacheExchange, fetchExchange, mapExchange } from "urql";
import type { CombinedError } from "urql";

import { trustedFetch, withDocumentId } from "./trusted-fetch.js";
import { bearerToken } from "./bearer-token.js";

/** Whether some refusal in it has this code. */
export function hasCode(error: CombinedError, code: string): boolean {
  return error.graphQLErrors.some(({ extensions }) => extensions["code"] === code);
}

/** Whether the server says that we are no longer signed in. */
export function isUnauthenticated(error: CombinedError): boolean {
  return hasCode(error, "UNAUTHENTICATED") || (error.response as Response | undefined)?.status === 401;
}

/** Whether what was asked for does not exist, or not for us: the organization too, where our session belongs to another one. */
export function isNotFound(error: CombinedError): boolean {
  return hasCode(error, "NOT_FOUND");
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
