import { divideHalfUp } from "../../../shared/exact-division.js";
import { DAY_MS } from "../../../shared/calendar.js";
import { assert } from "../../../shared/errors.js";

/** After so long a touch weighs half. */
export const HALF_LIFE_MS = 7 * DAY_MS;
/** The weight of the newest touch. */
export const FULL_WEIGHT = 1_000_000_000n;

const FRACTION_BITS = 128n;
const ONE = 1n << FRACTION_BITS;
/** ln 2, in units of 2^-128. */
const LN_2 = 0xb17217f7d1cf79abc9e3b39803f2f6afn;

/**
 * 2^(-rest / half-life) in units of 2^-128, for 0 < rest < half-life: the exponential series in whole numbers, because
 * the last digit of Math.pow is not the same in every engine.
 */
function fractionOf(restMs: bigint): bigint {
  const exponent = (LN_2 * restMs) / BigInt(HALF_LIFE_MS);
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term !== 0n; n++) {
    term = (term * exponent) / (n << FRACTION_BITS);
    sum += n % 2n === 1n ? -term : term;
  }
  return sum;
}

/**
 * Round half up of 10^9 * 2^(-age / 7 days) (S7). The error of the series is below 2^-120, and a power of two with a
 * fractional exponent is irrational, so rounding never meets a tie that it could decide wrongly.
 */
export function timeDecayWeight(ageMs: number): bigint {
  assert(Number.isSafeInteger(ageMs) && ageMs >= 0, "an age is counted back from the newest touch, in milliseconds");
  const halvings = BigInt(Math.floor(ageMs / HALF_LIFE_MS));
  const restMs = BigInt(ageMs % HALF_LIFE_MS);
  // 10^9 is below 2^30: from the 31st halving on nothing is left.
  if (halvings > 31n) return 0n;
  const fraction = restMs === 0n ? ONE : fractionOf(restMs);
  return divideHalfUp(FULL_WEIGHT * fraction, ONE << halvings);
}
