import type { AttributionModel } from "../../../entities/partners/program.entity.js";
import { timeDecayWeight } from "./time-decay.js";

/**
 * The weights that a model gives to touches, which stand from the oldest to the newest (S7). They are whole numbers
 * whose sum is the decision's total: a touch's share is its weight of that.
 */
export function weightsOf(model: AttributionModel, clickedAtMs: readonly number[]): bigint[] {
  const last = clickedAtMs.length - 1;
  switch (model) {
    case "last_click":
      return clickedAtMs.map((_, index) => (index === last ? 1n : 0n));
    case "first_click":
      return clickedAtMs.map((_, index) => (index === 0 ? 1n : 0n));
    case "linear":
      return clickedAtMs.map(() => 1n);
    case "position":
      return positionWeights(clickedAtMs.length);
    case "time_decay": {
      const newest = clickedAtMs[last] ?? 0;
      return clickedAtMs.map((instant) => timeDecayWeight(newest - instant));
    }
  }
}

/** One touch all; two a half each; more: 40 / 20 / 40, the middle equally. With m in the middle that is 2m / 1 each / 2m of 5m. */
function positionWeights(touches: number): bigint[] {
  if (touches <= 2) return Array.from({ length: touches }, () => 1n);
  const ends = 2n * BigInt(touches - 2);
  return Array.from({ length: touches }, (_, index) => (index === 0 || index === touches - 1 ? ends : 1n));
}
