import { afterEach, expect, test } from "@jest/globals";

import { formatMoney } from "../../client/src/money/format-money.js";
import { displayAs, ownCurrencyFirst } from "../../client/src/shell/display.js";
import { formatCount } from "../../client/src/shell/format-count.js";
import { formatInstant } from "../../client/src/shell/instants.js";

afterEach(() => displayAs(null));

test("C-WS-01 numbers, sums and dates are written as the reader wants them", () => {
  const money = { amountMinor: 123_456, currency: "EUR" };
  const shown = () => [formatCount(12_345), formatMoney(money), formatInstant("2026-03-04T05:06:00Z", "UTC")];
  displayAs({ locale: "de-DE", currency: null });
  expect(shown()).toEqual(["12.345", "1.234,56\u00a0€", "04.03.2026, 05:06"]);
  displayAs({ locale: "en-US", currency: null });
  expect(shown()[0]).toBe("12,345");
  expect(shown()[1]).toBe("€1,234.56");
});

test("C-WS-01 the reader's own currency comes first, and nothing is converted", () => {
  const rows = [
    { currency: "USD", sumMinor: 9n },
    { currency: "EUR", sumMinor: 5n },
    { currency: "INR", sumMinor: 1n },
  ];
  const order = () => ownCurrencyFirst(rows).map(({ currency }) => currency);
  expect(order()).toEqual(["USD", "EUR", "INR"]);
  displayAs({ locale: null, currency: "INR" });
  expect(order()).toEqual(["INR", "USD", "EUR"]);
});
