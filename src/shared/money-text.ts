import currencies from "currency-codes";

/** An amount for a sentence: `50.00 EUR`, `1200 JPY`. Pages format with the reader's own locale instead. */
export function moneyText(amountMinor: bigint, currency: string): string {
  const digits = currencies.code(currency)?.digits ?? 2;
  const sign = amountMinor < 0n ? "-" : "";
  const text = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return `${sign}${whole}${digits === 0 ? "" : `.${text.slice(-digits)}`} ${currency}`;
}

/** A fraction exactly: as a decimal where it ends, such as `1234.5`, else as `8638/7`. Both whole numbers, the second above zero. */
export function fractionText(numerator: bigint, denominator: bigint): string {
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  const [top, bottom] = [numerator / divisor, denominator / divisor];
  const digits = decimalsOf(bottom);
  if (digits === undefined) return `${top}/${bottom}`;
  if (digits === 0) return `${top}`;
  const scaled = ((top < 0n ? -top : top) * 10n ** BigInt(digits)) / bottom;
  const text = scaled.toString().padStart(digits + 1, "0");
  return `${top < 0n ? "-" : ""}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** How many decimals a fraction with this denominator, in lowest terms, has; undefined when it never ends. */
function decimalsOf(denominator: bigint): number | undefined {
  let rest = denominator;
  const count = (factor: bigint): number => {
    let times = 0;
    for (; rest % factor === 0n; times++) rest /= factor;
    return times;
  };
  const digits = Math.max(count(2n), count(5n));
  return rest === 1n ? digits : undefined;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a || 1n : greatestCommonDivisor(b, a % b);
}
