import { display } from "../shell/display.js";
import { currencyExponent } from "./currency-exponent.js";

/** Money as the graph sends it, decimal text beyond 2^53; inside the client amounts are bigint. */
export interface GraphMoney {
  amountMinor: number | string | bigint;
  currency: string;
}

type SignDisplay = "auto" | "always" | "never";

const formats = new Map<string, Intl.NumberFormat>();

function formatFor(locale: string | undefined, currency: string, signDisplay: SignDisplay): Intl.NumberFormat {
  const key = `${locale ?? ""} ${currency} ${signDisplay}`;
  let format = formats.get(key);
  if (!format) {
    const digits = currencyExponent(currency);
    format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay,
    });
    formats.set(key, format);
  }
  return format;
}

/** The amount in major units as decimal text, exact however large: 1250n KWD is "1.250". */
export function majorUnits(amountMinor: bigint, currency: string): string {
  const digits = currencyExponent(currency);
  const sign = amountMinor < 0n ? "-" : "";
  const text = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, "0");
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** "KWD 1.250", "¥500", "$12.00" in the reader's own notation. */
export function formatMoney(
  money: GraphMoney,
  options: { locale?: string | undefined; sign?: SignDisplay } = {},
): string {
  const format = formatFor(options.locale ?? display.locale, money.currency, options.sign ?? "auto");
  // Decimal text, not a number: a number would round beyond 2^53.
  return format.format(majorUnits(BigInt(money.amountMinor), money.currency) as Intl.StringNumericLiteral);
}

/** Amounts of one currency together, exactly. */
export function sumMinor(amounts: readonly (Pick<GraphMoney, "amountMinor"> | null | undefined)[]): bigint {
  return amounts.reduce((sum, money) => sum + BigInt(money?.amountMinor ?? 0), 0n);
}
