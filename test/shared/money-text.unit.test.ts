import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { fractionText, moneyText } from "../../src/shared/money-text.js";

describe("amounts in a sentence", () => {
  test.each([
    [5000n, "EUR", "50.00 EUR"],
    [5n, "EUR", "0.05 EUR"],
    [-5n, "USD", "-0.05 USD"],
    [1200n, "JPY", "1200 JPY"],
    [1234n, "KWD", "1.234 KWD"],
    [0n, "EUR", "0.00 EUR"],
    [9_007_199_254_740_993n, "EUR", "90071992547409.93 EUR"],
  ])("%s minor units of %s are %s", (amountMinor, currency, text) => {
    expect(moneyText(amountMinor, currency)).toBe(text);
  });
});

describe("fractions", () => {
  test.each([
    [1n, 3n, "1/3"],
    [2n, 4n, "0.5"],
    [10_001n, 10n, "1000.1"],
    [6n, 3n, "2"],
    [0n, 7n, "0"],
    [-1n, 8n, "-0.125"],
    [-10n, 6n, "-5/3"],
  ])("%s of %s is %s", (numerator, denominator, text) => {
    expect(fractionText(numerator, denominator)).toBe(text);
  });

  test("say exactly what they are made of", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.bigInt({ min: 1n, max: 10n ** 9n }), (top, bottom) => {
        const text = fractionText(top, bottom);
        const [whole = "", decimals = ""] = text.split(".");
        const [readTop, readBottom] = text.includes("/")
          ? (text.split("/").map(BigInt) as [bigint, bigint])
          : [BigInt(whole + decimals), 10n ** BigInt(decimals.length)];
        expect(readTop * bottom).toBe(top * readBottom);
      }),
    );
  });
});
