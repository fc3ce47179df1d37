import type { Budget, RateLimits } from "../../src/http/rate-limits.js";
import type { DoorWorld } from "./door-world.js";

/** Leaves somebody nothing at a door. */
export async function exhaust(
  door: DoorWorld,
  token: string,
  at: Parameters<RateLimits["budgetOf"]>[1],
): Promise<void> {
  const { callers, limits } = door.container;
  const caller = await callers.resolve(undefined, { authorization: `Bearer ${token}` }, {});
  drain(limits.budgetOf(caller, at));
}

/** Leaves nothing of a budget, so deep below it that what is restored meanwhile does not matter. */
export function drain(budget: Budget): void {
  budget.refund(-budget.allowance.available - budget.policy.capacity / 2);
}
