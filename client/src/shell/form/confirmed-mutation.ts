import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { AnyVariables, Client, OperationResult } from "urql";

import { hasCode } from "../../graph/graph-client.js";
import { askStepUp } from "../step-up/ask-step-up.js";

/**
 * Runs a mutation. Where the server wants to be sure that it is still the same person, they are asked, and it is tried once
 * more. Null: they did not confirm it, and nothing has happened.
 */
export async function confirmedMutation<Answer, Variables extends AnyVariables>(
  client: Client,
  document: TypedDocumentNode<Answer, Variables>,
  variables: Variables,
): Promise<OperationResult<Answer, Variables> | null> {
  const run = () => client.mutation(document, variables).toPromise();
  const result = await run();
  if (!result.error || !hasCode(result.error, "STEP_UP_REQUIRED")) return result;
  return (await askStepUp()) ? run() : null;
}
