import type { Client, CombinedError } from "urql";

import { bearerToken } from "../graph/bearer-token.js";
import { SignInDocument, SignOutDocument } from "../graph/generated/graphql.js";
import type { Viewer } from "./viewer-session.js";

export type SignInOutcome =
  | { kind: "signedIn"; viewer: Viewer }
  | { kind: "invalid" }
  | { kind: "failed"; error: unknown };

/** Exchanges a one-time token for a session. Whoever was signed in on this browser before, here or elsewhere, is signed out. */
export async function consumeSignInLink(client: Client, token: string): Promise<SignInOutcome> {
  bearerToken.drop();
  const attempt = () => client.mutation(SignInDocument, { input: { token } }).toPromise();
  let { data, error } = await attempt();
  if (error && isRefusal(error)) {
    // A session that has ended, or belongs to another organization, is refused before the link is read. Outside of any
    // organization's prefix it may be ended; then the link has its turn.
    await client.mutation(SignOutDocument, {}, { url: "/graphql" }).toPromise();
    ({ data, error } = await attempt());
  }
  if (!data) return { kind: "failed", error };
  return data.signIn.outcome === "SignInPayload"
    ? { kind: "signedIn", viewer: data.signIn.viewer }
    : { kind: "invalid" };
}

/** The server answered, and would not. */
function isRefusal(error: CombinedError): boolean {
  return error.networkError === undefined;
}
