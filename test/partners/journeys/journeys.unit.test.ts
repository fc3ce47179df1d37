import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { minorUnitsOf } from "../../../src/services/partners/journeys/decimal-minor-units.js";
import { readJourneys } from "../../../src/services/partners/journeys/journey-table.js";
import type { Journey } from "../../../src/services/partners/journeys/journeys.js";
import { journeysOf } from "../../../src/services/partners/journeys/journeys.js";
import { stableIds } from "../../../src/services/partners/journeys/stable-ids.js";

const HEADER = "path,total_conversions,total_conversion_value,total_null";
const HOUR_MS = 3_600_000;

const whole = (some: Journey[]) => some.map((journey) => ({ ...journey, touches: journey.touches() }));

describe("values of journeys", () => {
  test.each([
    ["0.0", 0n],
    ["3.195", 3195n],
    ["0.0005", 1n],
    ["0.00049999999999999999999999", 0n],
    ["2.4019999999999997", 2402n],
    ["2.6985", 2699n],
    ["12", 12_000n],
    ["1e-05", 0n],
    ["5E-4", 1n],
    ["1.5e3", 1_500_000n],
  ])("%s KWD is %s thousandths, half up from all its digits", (text, minor) => {
    expect(minorUnitsOf(text, 3)).toBe(minor);
  });

  test.each(["", "-1", "1,5", "NaN", "1e999", "0x10", "1.2.3", ".5"])("%p is no value", (text) => {
    expect(minorUnitsOf(text, 3)).toBeNull();
  });

  test("a value with at most three decimals is never changed", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (minor) => {
        const digits = minor.toString().padStart(4, "0");
        expect(minorUnitsOf(`${digits.slice(0, -3)}.${digits.slice(-3)}`, 3)).toBe(minor);
      }),
    );
  });
});

describe("a table of journeys", () => {
  test("a row is read with its channels, conversions, value and those who did not convert", () => {
    const table = readJourneys(`${HEADER}\nalpha > iota > alpha,2,0.003,1\nbeta,0,0.0,4\n`);
    expect(table).toMatchObject({
      rows: [
        { path: ["alpha", "iota", "alpha"], conversions: 2, valueMinor: 3n, nulls: 1 },
        { path: ["beta"], conversions: 0, valueMinor: 0n, nulls: 4 },
      ],
      channels: ["alpha", "iota", "beta"],
      journeys: 7,
      touches: 13,
      conversions: 2,
      valueMinor: 3n,
      longest: 3,
    });
  });

  test("another spelling of the same journeys is the same table", () => {
    const one = readJourneys(`${HEADER}\na > b,1,2.50,0\n`);
    const other = readJourneys(`\ufefftotal_null,path,total_conversion_value,total_conversions\r\n0,a>b,2.5,1\r\n`);
    expect(other.digest).toBe(one.digest);
  });

  test.each([
    ["", /no journeys/],
    [`${HEADER}\n`, /no journeys/],
    ["path,total_null\na,1\n", /no column total_conversions, no column total_conversion_value/],
    [`${HEADER}\na,1,1.0,0\na > ,1,1.0,0\n`, /Line 3: a path names its channels/],
    [`${HEADER}\na,1.5,1.0,0\n`, /Line 2: total_conversions/],
    [`${HEADER}\na,-1,1.0,0\n`, /Line 2: total_conversions/],
    [`${HEADER}\na,1,lots,0\n`, /Line 2: total_conversion_value/],
    [`${HEADER}\na,0,1.0,0\n`, /Line 2: there is a value/],
    [`${HEADER}\na,1,1.0\n`, /not a CSV file/],
    [`${HEADER}\na,999999999,1.0,0\n`, /at most/],
  ])("%p is refused and says why", (text, why) => {
    expect(() => readJourneys(text)).toThrow(why);
  });
});

describe("journeys", () => {
  const table = readJourneys(`${HEADER}\nalpha > beta,2,0.005,1\n`);
  const journeys = [...journeysOf(table, "acme/main")];

  test("clicks are one hour apart and the event comes an hour after the last", () => {
    for (const { touches, conversion } of journeys) {
      const [first, second] = touches().map(({ clickedAt }) => clickedAt.getTime());
      expect(second).toBe((first ?? 0) + HOUR_MS);
      if (conversion === null) continue;
      expect(conversion.occurredAt.getTime()).toBe((second ?? 0) + HOUR_MS);
      expect(conversion).toMatchObject({ clickId: touches()[1]?.id, clickedAt: touches()[1]?.clickedAt });
    }
  });

  test("the row's value is shared among its conversions, the earlier ones first", () => {
    expect(journeys.map(({ conversion }) => conversion?.amountMinor)).toEqual([3n, 2n, undefined]);
  });

  test("each has a visitor of its own, and every id is a UUIDv7 of its instant", () => {
    const ids = journeys.flatMap(({ visitorId, touches }) => [visitorId, ...touches().map(({ id }) => id)]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { touches } of journeys) {
      for (const { id, clickedAt } of touches()) {
        expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
        expect(parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(clickedAt.getTime());
      }
    }
  });

  test("read again they are the same, and elsewhere they are others", () => {
    expect(whole([...journeysOf(table, "acme/main")])).toEqual(whole(journeys));
    expect([...journeysOf(table, "acme/other")][0]?.visitorId).not.toBe(journeys[0]?.visitorId);
  });

  test("an id depends on its instant, its seed and its place alone", () => {
    const ids = stableIds("a");
    expect(ids(1_700_000_000_000, 18)).toBe("018bcfe5-6800-7012-8a97-8112ca1bbdca");
    expect(stableIds("a")(1_700_000_000_000, 18)).toBe(ids(1_700_000_000_000, 18));
    expect(stableIds("b")(1_700_000_000_000, 18)).not.toBe(ids(1_700_000_000_000, 18));
    expect(() => ids(1_700_000_000_000, 4096)).toThrow("at most 4096 places");
  });
});
