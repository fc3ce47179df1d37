import type { OperationDefinitionNode } from "graphql";
import { GraphQLError, Kind, visit } from "graphql";

import type { Operation } from "../operation.js";

/**
 * What is wrong with null for a variable that has a default and stands in a condition, `@include(if: $all)`: the variable
 * may be null, the condition may not. Executors disagree on it and some throw, so it is refused before any of them.
 */
export function nullCondition(
  { document, variables }: Operation,
  { variableDefinitions = [] }: OperationDefinitionNode,
): GraphQLError | undefined {
  const nulls = new Set(
    variableDefinitions
      .filter(({ variable, defaultValue }) => defaultValue && variables?.[variable.name.value] === null)
      .map(({ variable }) => variable.name.value),
  );
  if (nulls.size === 0) return undefined;
  let found: string | undefined;
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) {
        if (value.kind === Kind.VARIABLE && nulls.has(value.name.value)) found ??= value.name.value;
      }
    },
  });
  if (found === undefined) return undefined;
  return new GraphQLError(`The variable "$${found}" stands in a condition and must not be null.`, {
    extensions: { code: "BAD_USER_INPUT" },
  });
}
