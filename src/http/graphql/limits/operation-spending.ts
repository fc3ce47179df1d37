import type { DocumentNode, OperationDefinitionNode } from "graphql";
import { GraphQLError } from "graphql";
import { HeaderMap } from "@apollo/server";

import type { Spending, Standing } from "../../../resolvers/graph-context.js";
import { AppError } from "../../../shared/errors.js";
import type { Budget } from "../../rate-limits.js";
import { refusalOf } from "../../refusal.js";
import type { QueryCost, QueryCosts } from "./query-cost.js";
import { objectsIn } from "./objects-in.js";
import { QUERY_COST_MAX, requireAffordable } from "./query-cost.js";

/** What is not even executed costs this much. */
const LEAST_COST = 1;

/** What a stranger asks for: to sign in, or who they are. */
const STRANGERS_COST = 5;

/** As `extensions.cost` of an answer tells it. */
export interface CostTold {
  requestedQueryCost: number;
  actualQueryCost: number;
  throttleStatus?: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

/** What one operation takes of its asker's budget: its estimate before it runs, and of that back what it did not need. */
export class OperationSpending implements Spending {
  private charged: QueryCost | undefined;

  constructor(
    readonly budget: Budget,
    private readonly costs: QueryCosts,
  ) {}

  /** Takes the estimate. Throws for an operation that is too expensive for anybody, or for what is left. */
  charge(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    documentHash: string,
    variables: Record<string, unknown>,
  ): void {
    const estimate = this.costs.estimate(document, operation, documentHash, variables);
    requireAffordable(estimate.points);
    // Whatever else strangers ask for, they are refused before anything is read.
    const cost = this.budget.isStrangers ? { points: STRANGERS_COST, fixedPoints: STRANGERS_COST } : estimate;
    try {
      this.budget.spend(cost.points);
    } catch (error) {
      throw inGraph(error);
    }
    this.charged = cost;
  }

  /** Gives back what the answer did not need, and says what it cost. Undefined if nothing was charged. */
  settle(data: unknown): CostTold | undefined {
    if (!this.charged) return undefined;
    const { points, fixedPoints } = this.charged;
    const actual = Math.min(points, Math.max(LEAST_COST, objectsIn(data) - 1 + fixedPoints));
    this.budget.refund(points - actual);
    const told = { requestedQueryCost: points, actualQueryCost: actual };
    if (!this.budget.isEnforced) return told;
    const { maximumAvailable, currentlyAvailable, restoreRate } = this.standing();
    return { ...told, throttleStatus: { maximumAvailable, currentlyAvailable, restoreRate } };
  }

  /** What was refused before it had a price is not for nothing. */
  chargeRefused(): void {
    if (!this.charged) this.budget.refund(-LEAST_COST);
  }

  /** Where the asker stands now. */
  standing(): Standing {
    const { isEnforced, allowance } = this.budget;
    return {
      isEnforced,
      maximumAvailable: allowance.policy.capacity,
      currentlyAvailable: allowance.available,
      restoreRate: allowance.policy.restorePerSecond,
      maximumQueryCost: QUERY_COST_MAX,
    };
  }
}

/** A refusal as Apollo takes it from a plugin, with its status. */
function inGraph(error: unknown): unknown {
  const refusal = refusalOf(error);
  if (!(error instanceof AppError) || !refusal) return error;
  const { status, code, message, retryAfterSeconds } = refusal;
  const headers = new HeaderMap();
  if (retryAfterSeconds !== undefined) headers.set("retry-after", String(retryAfterSeconds));
  return new GraphQLError(message, { extensions: { code, retryAfterSeconds, http: { status, headers } } });
}
