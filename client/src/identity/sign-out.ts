import type { Client } from "urql";

import { SignOutDocument } from "../graph/generated/graphql.js";
import { isUnauthenticated } from "../graph/graph-client.js";

/** Ends the session. False where the server could not be told: then it goes on. */
export async function signOut(client: Client): Promise<boolean> {
  const { error } = await client.mutation(SignOutDocument, {}).toPromise();
  return error === undefined || isUnauthenticated(error);
}
