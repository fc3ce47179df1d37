import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { compareBytewise } from "../../src/shared/bytewise.js";
import { addCalendarMonths } from "../../src/shared/calendar.js";
import { divideHalfUp } from "../../src/shared/exact-division.js";
import { splitByWeights } from "../../src/shared/split.js";

const amount = fc.bigInt({ min: 0n, max: 9_007_199_254_740_991n });
const weights = fc
  .array(fc.bigInt({ min: 0n, max: 1_000_000_000n }), { minLength: 1, maxLength: 40 })
  .filter((list) => list.some((weight) => weight > 0n));

describe("rounding", () => {
  test.each([
    [5n, 10n, 1n],
    [4n, 10n, 0n],
    [15n, 10n, 2n],
    [25n, 10n, 3n],
    [0n, 7n, 0n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
  ])("S10 %d / %d rounds half up to %d", (numerator, denominator, rounded) => {
    expect(divideHalfUp(numerator, denominator)).toBe(rounded);
  });

  test("S10 a rounded quotient is never further than half a unit away, and a half goes up", () => {
    fc.assert(
      fc.property(amount, fc.bigInt({ min: 1n, max: 10n ** 12n }), (numerator, denominator) => {
        const twice = 2n * (divideHalfUp(numerator, denominator) * denominator - numerator);
        expect(twice > -denominator && twice <= denominator).toBe(true);
      }),
    );
  });
});

describe("splitting", () => {
  test("S8 the remainder goes to the largest remainders, equal ones to the earlier weight", () => {
    expect(splitByWeights(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(splitByWeights(101n, [1n, 1n, 1n])).toEqual([34n, 34n, 33n]);
    expect(splitByWeights(10n, [1n, 5n, 3n])).toEqual([1n, 6n, 3n]);
    expect(splitByWeights(0n, [1n, 2n])).toEqual([0n, 0n]);
    expect(splitByWeights(7n, [0n, 1n, 0n])).toEqual([0n, 7n, 0n]);
  });

  test("S8 the parts sum to the whole, each is its exact share rounded up or down, and no weight means no part", () => {
    fc.assert(
      fc.property(amount, weights, (whole, list) => {
        const parts = splitByWeights(whole, list);
        const total = list.reduce((sum, weight) => sum + weight, 0n);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(whole);
        parts.forEach((part, index) => {
          const floor = (whole * (list[index] ?? 0n)) / total;
          expect(part === floor || part === floor + 1n).toBe(true);
          if (list[index] === 0n) expect(part).toBe(0n);
        });
      }),
    );
  });
});

describe("calendar months", () => {
  test.each([
    ["2026-01-31T10:00:00.001Z", 1, "2026-02-28T10:00:00.001Z"],
    ["2024-01-31T10:00:00.000Z", 1, "2024-02-29T10:00:00.000Z"],
    ["2026-01-31T23:59:59.999Z", 12, "2027-01-31T23:59:59.999Z"],
    ["2024-02-29T00:00:00.000Z", 12, "2025-02-28T00:00:00.000Z"],
    ["2026-08-31T00:00:00.000Z", 18, "2028-02-29T00:00:00.000Z"],
    ["2026-12-15T08:00:00.000Z", 1, "2027-01-15T08:00:00.000Z"],
    ["2026-03-29T01:30:00.000Z", 1, "2026-04-29T01:30:00.000Z"],
  ])("S13 %s and %i months are %s", (from, months, until) => {
    expect(new Date(addCalendarMonths(Date.parse(from), months)).toISOString()).toBe(until);
  });
});

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

test("S2 texts are compared by their bytes, beyond the basic plane as well", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "Z", "ß", "\uffee", "\ud7ff", "😀", "𐀀", "") });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareBytewise(a, b))).toBe(byBytes(a, b));
    }),
  );
});
