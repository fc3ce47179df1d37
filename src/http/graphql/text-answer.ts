import type { GraphQLResolveInfo, GraphQLSchema } from "graphql";
import { getArgumentValues } from "graphql";

import type { GraphContext } from "../../resolvers/graph-context.js";
import { JsonText } from "../../schema/read/json-text.js";
import { assert } from "../../shared/errors.js";
import type { RootField, Study } from "./operation-study.js";

/**
 * The members of an answer as the statements wrote them: each root resolver checks and reads as ever, and what it gives is
 * text already, so nothing is walked.
 */
export async function textMembers(
  schema: GraphQLSchema,
  roots: readonly RootField[],
  study: Pick<Study, "fragments" | "definition">,
  variables: Record<string, unknown>,
  context: GraphContext,
): Promise<Map<string, string>> {
  const members = roots.map(
    async (root) => [root.responseKey, (await resolve(schema, root, study, variables, context)).text] as const,
  );
  return new Map(await Promise.all(members));
}

async function resolve(
  schema: GraphQLSchema,
  { responseKey, nodes }: RootField,
  { fragments, definition }: Pick<Study, "fragments" | "definition">,
  variables: Record<string, unknown>,
  context: GraphContext,
): Promise<JsonText> {
  const parentType = schema.getQueryType();
  const [node] = nodes;
  const field = node && parentType?.getFields()[node.name.value];
  assert(parentType && node && field?.resolve, "a planned root field has a resolver");
  const place: GraphQLResolveInfo = {
    fieldName: field.name,
    fieldNodes: nodes,
    returnType: field.type,
    parentType,
    path: { prev: undefined, key: responseKey, typename: parentType.name },
    schema,
    fragments,
    rootValue: undefined,
    operation: definition,
    variableValues: variables,
  };
  const answer: unknown = await field.resolve(undefined, getArgumentValues(field, node, variables), context, place);
  assert(answer instanceof JsonText, "a planned root field gives what it has read");
  return answer;
}
