import type { FastifyInstance, FastifyRequest } from "fastify";

import type { Caller } from "../../services/identity/caller.js";
import { AppError, assert } from "../../shared/errors.js";
import type { Budget, RateLimits } from "../rate-limits.js";
import { rateLimitHeaders } from "../rate-limits.js";
import type { CallerResolver } from "./caller-resolver.js";
import { identifyCaller } from "./identify-caller.js";
import type { SessionCookie } from "./session-cookie.js";

/** How a credential is refused that opens nothing: nobody knows it, or its organization does not work. */
const OPENS_NOTHING: ReadonlySet<string> = new Set(["unauthenticated", "forbidden"]);

export interface CallerParts {
  callers: Pick<CallerResolver, "resolve">;
  cookie: SessionCookie;
  limits: RateLimits;
}

/** Who asks by a request, and what they may still ask. */
export interface LimitedCaller {
  caller: Caller;
  budget: Budget;
}

/**
 * Finds out for every request of these routes who asks, before its body is read: who may not ask at all does not make us
 * read it. A credential that is not valid counts against its address. Every answer tells where the caller stands.
 *
 * @param claim - takes of the budget what every request takes, or throws.
 * @returns what is known of a request.
 */
export function identifyRequests(
  app: FastifyInstance,
  { callers, cookie, limits }: CallerParts,
  door: Parameters<RateLimits["budgetOf"]>[1],
  claim: (budget: Budget) => void,
): (request: FastifyRequest) => LimitedCaller {
  const known = new WeakMap<FastifyRequest, LimitedCaller>();
  const budgets = new WeakMap<FastifyRequest, Budget>();
  app.addHook("onRequest", async (request) => {
    try {
      const caller = await identifyCaller(callers, cookie, request);
      const budget = limits.budgetOf(caller, door);
      budgets.set(request, budget);
      known.set(request, { caller, budget });
      claim(budget);
    } catch (error) {
      if (!(error instanceof AppError) || !OPENS_NOTHING.has(error.kind) || budgets.has(request)) throw error;
      const budget = limits.strangersBudget(request.ip);
      budgets.set(request, budget);
      budget.spend(1);
      throw error;
    }
  });
  app.addHook("onSend", async (request, reply) => {
    const budget = budgets.get(request);
    if (budget) void reply.headers(rateLimitHeaders(budget));
  });
  return (request) => {
    const found = known.get(request);
    assert(found, "the caller is known before a route is reached");
    return found;
  };
}
