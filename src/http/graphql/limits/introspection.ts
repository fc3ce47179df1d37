import type { DocumentNode } from "graphql";
import { GraphQLError, Kind, visit } from "graphql";

import type { Caller } from "../../../services/identity/caller.js";

/** Fields that say what the graph looks like: GraphQL's own, and the one for gateways. */
const DESCRIBING = new Set(["__schema", "__type", "_service"]);

/** Whether a document asks what the graph looks like. */
function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.FIELD]: ({ name }) => {
      if (DESCRIBING.has(name.value)) found = true;
    },
  });
  return found;
}

/** The shape of the graph is for signed-in people and admin keys. Asked for each request: validated documents are remembered. */
export function refuseIntrospection(document: DocumentNode, caller: Caller): GraphQLError | undefined {
  const principal = caller.authenticated?.principal;
  const mayLook = !caller.isStranger && !(principal?.kind === "key" && principal.keyKind === "events");
  if (mayLook || !introspects(document)) return undefined;
  return new GraphQLError("Introspection needs a session or an admin key.", {
    extensions: { code: "INTROSPECTION_REFUSED", http: { status: 403 } },
  });
}
