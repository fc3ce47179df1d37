import { expect, test } from "@jest/globals";

import { parseMajorUnits } from "../../client/src/money/parse-money.js";

test("an amount is read to the minor unit of its currency", () => {
  expect(parseMajorUnits("12.5", "USD")).toBe(1_250n);
  expect(parseMajorUnits(" 12,50 ", "EUR")).toBe(1_250n);
  expect(parseMajorUnits("500", "JPY")).toBe(500n);
  expect(parseMajorUnits("1.25", "KWD")).toBe(1_250n);
  expect(parseMajorUnits("999999999999999.99", "USD")).toBe(99_999_999_999_999_999n);
});

test("what is no amount of that currency is not guessed at", () => {
  for (const text of ["", "-1", "1e3", "1,000.00", "12.345", "twelve", ".5"]) {
    expect(parseMajorUnits(text, "USD")).toBeNull();
  }
  expect(parseMajorUnits("1.5", "JPY")).toBeNull();
});
