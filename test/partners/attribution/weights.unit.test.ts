import { readFileSync } from "node:fs";

import { expect, test } from "@jest/globals";
import fc from "fast-check";

import { HALF_LIFE_MS, timeDecayWeight } from "../../../src/services/partners/attribution/time-decay.js";
import { weightsOf } from "../../../src/services/partners/attribution/weights.js";

interface Vectors {
  halfLifeMs: number;
  vectors: { ageMs: number; weight: string }[];
}

// The working directory is the project's: jest runs from there.
const published = JSON.parse(readFileSync("docs/vectors/time-decay.json", "utf8")) as Vectors;

test("S7 time decay gives the published weights", () => {
  expect(HALF_LIFE_MS).toBe(published.halfLifeMs);
  for (const { ageMs, weight } of published.vectors) {
    expect({ ageMs, weight: timeDecayWeight(ageMs).toString() }).toEqual({ ageMs, weight });
  }
});

test("S7 time decay never rises with age and halves each seven days", () => {
  fc.assert(
    fc.property(fc.nat(400 * 86_400_000), fc.nat(86_400_000), (age, more) => {
      expect(timeDecayWeight(age + more) <= timeDecayWeight(age)).toBe(true);
      const halved = 2n * timeDecayWeight(age + HALF_LIFE_MS) - timeDecayWeight(age);
      expect(halved >= -2n && halved <= 2n).toBe(true);
    }),
  );
});

const at = (touches: number): bigint[] =>
  weightsOf(
    "position",
    Array.from({ length: touches }, (_, n) => n),
  );

test("S7 position gives one touch all, two a half each, more 40 / 20 / 40 with the middle equally", () => {
  expect(at(1)).toEqual([1n]);
  expect(at(2)).toEqual([1n, 1n]);
  expect(at(3)).toEqual([2n, 1n, 2n]);
  expect(at(4)).toEqual([4n, 1n, 1n, 4n]);
  const five = at(5);
  const total = five.reduce((sum, weight) => sum + weight, 0n);
  expect([five[0]! * 10n, five[1]! * 15n].map((weight) => weight / total)).toEqual([4n, 1n]);
});

test("S7 last click, first click and linear", () => {
  expect(weightsOf("last_click", [1, 2, 3])).toEqual([0n, 0n, 1n]);
  expect(weightsOf("first_click", [1, 2, 3])).toEqual([1n, 0n, 0n]);
  expect(weightsOf("linear", [1, 2, 3])).toEqual([1n, 1n, 1n]);
});
