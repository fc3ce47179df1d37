import { AMOUNT_MINOR_MAX } from "../shared/amount-minor-max.js";
import { SetupError } from "../shared/setup-error.js";

/** Minor units as a JSON integer, exact or not at all. */
export function amountJson(amountMinor: bigint): number {
  if (amountMinor > AMOUNT_MINOR_MAX || amountMinor < -AMOUNT_MINOR_MAX) {
    throw new SetupError(`The sum ${amountMinor} is larger than a JSON integer carries exactly.`);
  }
  return Number(amountMinor);
}
