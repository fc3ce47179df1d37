import type { DocumentNode, FragmentDefinitionNode, OperationDefinitionNode } from "graphql";
import { GraphQLError, Kind } from "graphql";

import type { GraphContext } from "../../../resolvers/graph-context.js";
import { maskedError } from "../graph-errors.js";

/** What a stranger may ask for in words of their own: whether we are there, who they are, and to sign in. */
const OPEN_FIELDS = new Set([
  "__typename",
  "viewer",
  "me",
  "operator",
  "signIn",
  "signOut",
  "requestSignInLink",
  "beginPasskeySignIn",
  "rateLimit",
  "invitationPreview",
  "acceptInvitation",
]);

/**
 * The errors of a stranger's own document: each field that is not open to them is answered as if it had been executed, and
 * nothing is. Undefined if all of them are open.
 */
export function strangersErrors(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  context: GraphContext,
): GraphQLError[] | undefined {
  const closed = rootFields(document, operation).filter(({ name }) => !OPEN_FIELDS.has(name));
  if (closed.length === 0) return undefined;
  const reason = reasonOf(context);
  return closed.map(({ key }) => {
    const error = new GraphQLError("", { path: [key], originalError: reason });
    return maskedError(error, context.requestId, context.log);
  });
}

/** What every resolver behind would have met first: no organization, or no credential. */
function reasonOf({ caller }: GraphContext): Error {
  try {
    caller.tenant();
  } catch (error) {
    return error as Error;
  }
  throw new Error("Broken assumption: a stranger has no way into an organization");
}

/** The fields under the root with the names of their answers, through fragments. Circles were refused before. */
function rootFields(document: DocumentNode, operation: OperationDefinitionNode): { name: string; key: string }[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const found = new Map<string, string>();
  const waiting = [operation.selectionSet];
  for (let set = waiting.pop(); set; set = waiting.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) found.set((selection.alias ?? selection.name).value, selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) waiting.push(selection.selectionSet);
      else {
        const fragment = fragments.get(selection.name.value);
        if (fragment) waiting.push(fragment.selectionSet);
        // Spread twice it brings nothing new, and fragments of fragments could be very many.
        fragments.delete(selection.name.value);
      }
    }
  }
  return [...found].map(([key, name]) => ({ key, name }));
}
