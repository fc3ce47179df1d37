import { currencyExponent } from "./currency-exponent.js";

/** Minor units of an amount as a person types it, "12.50" or "12,50"; null when it is none or has too many decimals. */
export function parseMajorUnits(text: string, currency: string): bigint | null {
  const match = /^(\d{1,15})(?:[.,](\d+))?$/.exec(text.trim());
  if (!match) return null;
  const [, whole = "", decimals = ""] = match;
  const digits = currencyExponent(currency);
  if (decimals.length > digits) return null;
  return BigInt(whole + decimals.padEnd(digits, "0"));
}
