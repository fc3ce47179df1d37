import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from "graphql";
import { GraphQLError, Kind, parse } from "graphql";

import { PARSE_LIMITS } from "./graph-limits.js";

const CONDITIONS = new Set(["skip", "include"]);

/**
 * What is wrong with a subscription whose own field stands under a condition: it may be one of nothing, so GraphQL has none,
 * and graphql-js throws at some of them instead of refusing them. Hence this comes before validation.
 */
export function conditionalSubscription(document: DocumentNode): GraphQLError | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const waiting: SelectionSetNode[] = [];
  for (const one of document.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
    if (one.kind === Kind.OPERATION_DEFINITION && one.operation === "subscription") waiting.push(one.selectionSet);
  }
  for (let set = waiting.pop(); set; set = waiting.pop()) {
    for (const selection of set.selections) {
      const condition = selection.directives?.find(({ name }) => CONDITIONS.has(name.value));
      if (condition) return refused(condition.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT) waiting.push(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD) continue;
      const fragment = fragments.get(selection.name.value);
      if (fragment) waiting.push(fragment.selectionSet);
      // A circle of fragments is for validation to refuse.
      fragments.delete(selection.name.value);
    }
  }
  return undefined;
}

/** The same of a document that somebody else parses and validates. One that is none is theirs to refuse. */
export function conditionalSubscriptionIn(text: unknown): GraphQLError | undefined {
  if (typeof text !== "string" || !text.includes("subscription") || !text.includes("@")) return undefined;
  try {
    return conditionalSubscription(parse(text, PARSE_LIMITS));
  } catch {
    return undefined;
  }
}

const refused = (condition: string): GraphQLError =>
  new GraphQLError(`A subscription's own field cannot have @${condition}.`, {
    extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
  });
