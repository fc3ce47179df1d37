import { assert } from "../../../shared/errors.js";
import { divideHalfUp } from "../../../shared/exact-division.js";

/** A plain or scientific decimal, as R and pandas write them: `3.195`, `2.4019999999999997`, `1e-05`. */
const DECIMAL = /^(\d{1,30})(?:\.(\d{0,60}))?(?:[eE]([+-]?\d{1,3}))?$/;
const EXPONENT_MAX = 60;

/**
 * The minor units of a decimal text, rounded half up from all its digits: a float would round a second time. Null when
 * the text is not a decimal, or below zero.
 *
 * @param digits how many decimals the currency has: 3 for KWD.
 */
export function minorUnitsOf(text: string, digits: number): bigint | null {
  const [, whole, fraction = "", exponentText = "0"] = DECIMAL.exec(text.trim()) ?? [];
  if (whole === undefined) return null;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > EXPONENT_MAX) return null;
  // The value is (whole ++ fraction) * 10^(exponent - fraction.length).
  const shift = digits + exponent - fraction.length;
  const unscaled = BigInt(whole + fraction);
  assert(digits >= 0, "a currency has no negative decimals");
  return shift >= 0 ? unscaled * 10n ** BigInt(shift) : divideHalfUp(unscaled, 10n ** BigInt(-shift));
}
