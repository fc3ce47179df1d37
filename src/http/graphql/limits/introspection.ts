import type { DocumentNode } from "graphql";
import { GraphQLError, Kind, visit } from "graphql";

import { permissionsOf } from "../../../shared/permissions.js";
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

/** The shape of the graph is for signed-in people and keys that may read something. Asked for each request: validated documents are remembered. */
export function refuseIntrospection(document: DocumentNode, caller: Caller): GraphQLError | undefined {
  const principal = caller.authenticated?.principal;
  const mayLook =
    !caller.isStranger && !(principal?.kind === "key" && !permissionsOf(principal).has("organization:read"));
  if (mayLook || !introspects(document)) return undefined;
  return new GraphQLError("Introspection needs a session or a key that may read.", {
    extensions: { code: "INTROSPECTION_REFUSED", http: { status: 403 } },
  });
}
