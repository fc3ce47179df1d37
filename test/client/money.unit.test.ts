import { expect, test } from "@jest/globals";
import currencies from "currency-codes";

import { currencyExponent } from "../../client/src/money/currency-exponent.js";
import { formatMoney, majorUnits, sumMinor } from "../../client/src/money/format-money.js";

/** ISO lists them without minor units: funds, metals and tests, in which nobody is paid. */
const NOT_FOR_PAYING = /^X(AG|AU|BA|BB|BC|BD|DR|PD|PT|SU|TS|UA|XX)$/;

test("every currency has the decimals of ISO 4217, not those of everyday use", () => {
  const differing = currencies.data
    .filter(({ code, digits }) => !NOT_FOR_PAYING.test(code) && currencyExponent(code) !== digits)
    .map(({ code }) => code);
  expect(differing).toEqual([]);
});

const shown = (amountMinor: number, currency: string) =>
  formatMoney({ amountMinor, currency }, { locale: "en-US" }).replaceAll("\u00a0", " ");

test("dinars have three decimals, yen none, and forints keep the two that Intl would drop", () => {
  expect(shown(1_250, "KWD")).toBe("KWD 1.250");
  expect(shown(1_250, "JPY")).toBe("¥1,250");
  expect(shown(1_250, "USD")).toBe("$12.50");
  expect(shown(125_000, "HUF")).toBe("HUF 1,250.00");
});

test("an amount beyond 2^53 is shown to the last digit", () => {
  const amountMinor = 9_007_199_254_740_993n;
  expect(majorUnits(amountMinor, "USD")).toBe("90071992547409.93");
  expect(formatMoney({ amountMinor, currency: "USD" }, { locale: "en-US" })).toBe("$90,071,992,547,409.93");
  const asText = { amountMinor: "9007199254740993", currency: "USD" };
  expect(formatMoney(asText, { locale: "en-US" })).toBe("$90,071,992,547,409.93");
  expect(sumMinor([asText, { amountMinor: 1 }, null])).toBe(9_007_199_254_740_994n);
});

test("an amount below one major unit keeps its zero and its sign", () => {
  expect(majorUnits(-5n, "KWD")).toBe("-0.005");
  expect(formatMoney({ amountMinor: 5, currency: "USD" }, { locale: "en-US", sign: "always" })).toBe("+$0.05");
});
