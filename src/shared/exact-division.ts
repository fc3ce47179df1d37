import { assert } from "./errors.js";

/** The quotient of two whole numbers, rounded half up (S10): the one place where an amount is rounded. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  assert(numerator >= 0n && denominator > 0n, "half up is defined for amounts that are not negative");
  return (2n * numerator + denominator) / (2n * denominator);
}
