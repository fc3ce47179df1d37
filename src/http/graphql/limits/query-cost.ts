import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { GraphQLError } from "graphql";
import { LRUCache } from "lru-cache";

import { countPoints } from "./count-points.js";

/** What one operation may ask for at most, whoever asks. */
export const QUERY_COST_MAX = 25_000;
/** A change costs more than to look. */
const MUTATION_COST = 10;
const REMEMBERED_MAX = 1000;

export interface QueryCost {
  /** At most. */
  points: number;
  /** That part of them which is no object of the answer, and is not given back. */
  fixedPoints: number;
}

/** What operations cost at most, before they are executed. */
export class QueryCosts {
  /** Of operations whose pages do not depend on variables. */
  private readonly remembered = new LRUCache<string, QueryCost>({ max: REMEMBERED_MAX });

  constructor(private readonly schema: GraphQLSchema) {}

  /** The most points that the answer can have. */
  estimate(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    documentHash: string,
    variables: Record<string, unknown>,
  ): QueryCost {
    const key = `${documentHash}:${operation.name?.value ?? ""}`;
    const known = this.remembered.get(key);
    if (known !== undefined) return known;
    const counted = countPoints(this.schema, document, operation, variables);
    const changing = operation.operation === "mutation" ? MUTATION_COST : 0;
    const cost = { points: Math.max(1, counted.points + changing), fixedPoints: counted.fixedPoints + changing };
    if (!counted.dependsOnVariables) this.remembered.set(key, cost);
    return cost;
  }
}

/** Throws for what is too much even for who has spent nothing. */
export function requireAffordable(cost: number): void {
  if (cost <= QUERY_COST_MAX) return;
  const message = `This can cost up to ${cost} points, and an operation may cost ${QUERY_COST_MAX}. Ask for smaller pages.`;
  throw new GraphQLError(message, {
    extensions: { code: "MAX_COST_EXCEEDED", cost, maximum: QUERY_COST_MAX, http: { status: 400 } },
  });
}
