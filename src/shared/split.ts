import { assert } from "./errors.js";

/**
 * Splits a whole number by weights, by largest remainder; equal remainders go to the earlier weight (S8).
 * The parts sum to the whole exactly and stand in the order of the weights.
 */
export function splitByWeights(whole: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  assert(whole >= 0n && total > 0n, "a split has a whole that is not negative and some weight");
  const parts = weights.map((weight) => (whole * weight) / total);
  const left = Number(whole - parts.reduce((sum, part) => sum + part, 0n));
  if (left === 0) return parts;
  const remainders = weights.map((weight, index) => ({ index, remainder: (whole * weight) % total }));
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  // Fewer units are left than there are weights, so nobody gets two.
  for (const { index } of remainders.slice(0, left)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}
