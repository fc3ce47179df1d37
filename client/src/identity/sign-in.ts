import type { Client, CombinedError } from "urql";

import { bearerToken } from "../graph/bearer-token.js";
import { SignInDocument, SignOutDocument } from "../graph/generated/graphql.js";
import type { SignInInput } from "../graph/generated/graphql.js";
import type { Viewer } from "./viewer-session.js";

export type SignInOutcome =
  | { kind: "signedIn"; viewer: Viewer }
  | { kind: "secondFactor"; token: string }
  /** Signed in, but in no organization. */
  | { kind: "nowhere" }
  | { kind: "refused"; code: string }
  | { kind: "failed"; error: unknown };

/** Shows who one is for a session. Whoever was signed in on this browser before, here or elsewhere, is signed out. */
export async function signIn(client: Client, input: SignInInput): Promise<SignInOutcome> {
  bearerToken.drop();
  const attempt = () => client.mutation(SignInDocument, { input }).toPromise();
  let { data, error } = await attempt();
  if (error && isStale(error)) {
    // A session that has ended, or belongs to another organization, is refused before the proof is read. Outside of any
    // organization's prefix it may be ended; then the proof has its turn.
    await client.mutation(SignOutDocument, {}, { url: "/graphql" }).toPromise();
    ({ data, error } = await attempt());
  }
  if (!data)
    return error && isTooMany(error) ? { kind: "refused", code: "TOO_MANY_ATTEMPTS" } : { kind: "failed", error };
  const answer = data.signIn;
  switch (answer.outcome) {
    case "SignInPayload":
      return { kind: "signedIn", viewer: answer.viewer };
    case "SecondFactorRequired":
      return { kind: "secondFactor", token: answer.token };
    case "SignedInNowhere":
      return { kind: "nowhere" };
    case "SignInLinkInvalid":
    case "SignInRefused":
      return { kind: "refused", code: answer.code };
  }
}

/** The server answered, and would not because of the session that was sent along. */
const isStale = (error: CombinedError): boolean => error.networkError === undefined && !isTooMany(error);

/** Whether it was one attempt too many: by this address, or for this account. */
export const isTooMany = (error: CombinedError): boolean =>
  error.graphQLErrors.some(({ extensions }) => extensions["code"] === "TOO_MANY_ATTEMPTS");
