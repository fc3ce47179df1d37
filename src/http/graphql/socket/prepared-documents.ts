import { createHash } from "node:crypto";

import type { DocumentNode, GraphQLSchema } from "graphql";
import { GraphQLError, Kind, parse, specifiedRules, validate, visit } from "graphql";
import { LRUCache } from "lru-cache";

import { conditionalSubscription } from "../limits/conditional-subscriptions.js";
import { LIMIT_RULES, PARSE_LIMITS, tooDeepToParse } from "../limits/graph-limits.js";

const PREPARED_MAX = 500;

/** A document that was read and checked against the graph and its limits. */
export interface PreparedDocument {
  document: DocumentNode;
  documentHash: string;
  /** Variables that only say where a subscription begins: they are no part of what a frame shows. */
  placeVariables: ReadonlySet<string>;
}

/** Documents of sockets, each read and checked once for everybody who sends it. */
export class PreparedDocuments {
  private readonly prepared = new LRUCache<string, PreparedDocument | readonly GraphQLError[]>({ max: PREPARED_MAX });

  constructor(private readonly schema: GraphQLSchema) {}

  /** The document, or what is wrong with it. */
  of(text: string): PreparedDocument | readonly GraphQLError[] {
    const documentHash = createHash("sha256").update(text).digest("hex");
    let found = this.prepared.get(documentHash);
    if (!found) {
      found = this.prepare(text, documentHash);
      this.prepared.set(documentHash, found);
    }
    return found;
  }

  private prepare(text: string, documentHash: string): PreparedDocument | readonly GraphQLError[] {
    let document;
    try {
      document = parse(text, PARSE_LIMITS);
    } catch (error) {
      if (error instanceof GraphQLError) return [coded(error, "GRAPHQL_PARSE_FAILED")];
      if (error instanceof RangeError) return [tooDeepToParse()];
      throw error;
    }
    const conditional = conditionalSubscription(document);
    if (conditional) return [conditional];
    const faults = validate(this.schema, document, [...specifiedRules, ...LIMIT_RULES]);
    if (faults.length > 0) return faults.map((fault) => coded(fault, "GRAPHQL_VALIDATION_FAILED"));
    return { document, documentHash, placeVariables: placeVariablesOf(document) };
  }
}

/** With the code that the same refusal has over HTTP, unless it has one of its own. */
const coded = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, { nodes: error.nodes, extensions: { code, ...error.extensions } });

/** Those that are used once in the whole document, as the argument `after` of a subscription's own field. */
function placeVariablesOf(document: DocumentNode): Set<string> {
  const uses = new Map<string, number>();
  visit(document, {
    [Kind.VARIABLE_DEFINITION]: () => false,
    [Kind.VARIABLE]: ({ name }) => void uses.set(name.value, (uses.get(name.value) ?? 0) + 1),
  });
  const places = document.definitions
    .flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === "subscription"
        ? definition.selectionSet.selections
        : [],
    )
    .flatMap((selection) => (selection.kind === Kind.FIELD ? (selection.arguments ?? []) : []))
    .flatMap(({ name, value }) => (name.value === "after" && value.kind === Kind.VARIABLE ? [value.name.value] : []));
  return new Set(places.filter((name) => uses.get(name) === 1));
}
