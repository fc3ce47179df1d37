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
  return hasCode(error, "UNAUTHENTICATED") || statusOf(error) === 401;
}

const statusOf = ({ response }: CombinedError): number | undefined => (response as Response | undefined)?.status;

/** Whether what was asked for does not exist, or not for us: the organization too, where our session belongs to another one. */
export function isNotFound(error: CombinedError): boolean {
  return hasCode(error, "NOT_FOUND");
}

/** What the page is told of by answers that were asked for something else. */
export interface SessionNews {
  /** Whoever asks has no seat here, or none any more. */
  onShutOut?: () => void;
  /** The generation of the person's rights by which the server answered. */
  onGeneration?: (generation: number) => void;
}

/**
 * The graph over HTTP. Where the session has ended or was revoked, it leads to the sign-in page.
 *
 * @param authorizationOf - what goes before the cookie.
 */
export function createGraphClient(
  basePath: string,
  { onShutOut, onGeneration }: SessionNews,
  authorizationOf: () => string | undefined = () => bearerToken.authorization(),
): Client {
  return new Client({
    url: `${basePath}/graphql`,
    preferGetMethod: false,
    fetch: async (input, init) => {
      const answer = await trustedFetch(input, init);
      onGeneration?.(Number(answer.headers.get("tributary-session-generation")));
      return answer;
    },
    exchanges: [
      cacheExchange,
      mapExchange({ onOperation: withDocumentId }),
      mapExchange({
        onError(error) {
          if (isUnauthenticated(error)) leaveForSignIn(basePath);
          // Not a thing that is not there, but the whole organization.
          else if (statusOf(error) === 404 && isNotFound(error)) onShutOut?.();
        },
      }),
      fetchExchange,
    ],
    fetchOptions: () => {
      const authorization = authorizationOf();
      return {
        credentials: "same-origin" as const,
        headers: { "apollo-require-preflight": "true", ...(authorization ? { authorization } : {}) },
      };
    },
  });
}

function leaveForSignIn(basePath: string): void {
  const signIn = `${basePath}/sign-in`;
  // The sign-in page itself may well be refused; it says so in its own words.
  if (location.pathname !== signIn) location.assign(`${signIn}?ended=true`);
}
