import { getDocumentNodeFromSchema } from "@graphql-tools/utils";
import type { DefinitionNode, GraphQLSchema } from "graphql";
import { Kind, print } from "graphql";

import { FEDERATION_LINK } from "../schema/common/federation-directives.js";

/** What gateways use and do not want to be told of. */
const isMachinery = (name: string): boolean => name.startsWith("_");

/**
 * The graph as a gateway composes it with others: in its schema language, with the federation directives that graphql's own
 * printer leaves out, and without the fields by which the gateway asks.
 */
export function printSubgraph(schema: GraphQLSchema): string {
  const document = getDocumentNodeFromSchema(schema);
  const definitions = document.definitions.flatMap((definition): DefinitionNode[] => {
    if ("name" in definition && definition.name && isMachinery(definition.name.value)) return [];
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || definition.name.value !== "Query") return [definition];
    return [{ ...definition, fields: definition.fields?.filter(({ name }) => !isMachinery(name.value)) }];
  });
  return `${FEDERATION_LINK}\n\n${print({ ...document, definitions })}\n`;
}
