import { describe, expect, test } from "@jest/globals";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { canonicalBytes, type JsonValue } from "../../src/services/audit/canonical-bytes.js";

const text = (value: JsonValue): string => canonicalBytes(value).toString("utf8");

describe("canonical bytes", () => {
  test("are those of RFC 8785's own example", () => {
    expect(
      text({
        numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001].map((n) =>
          Number.isInteger(n) ? String(n) : n,
        ),
        string: '€$\u000f\nA\'B"\\\\"/',
        literals: [null, true, false],
      }),
    ).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,"1e+30",4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test("sort members by UTF-16 code units, as RFC 8785 says", () => {
    expect(
      text({
        "\u20ac": "Euro",
        "\r": "CR",
        "\ufb33": "Dalet",
        "1": "One",
        "\u{1f600}": "Grin",
        "\u0080": "Ctl",
        ö: "o",
      }),
    ).toBe('{"\\r":"CR","1":"One","\u0080":"Ctl","ö":"o","€":"Euro","😀":"Grin","\ufb33":"Dalet"}');
  });

  test("do not depend on the order in which members were written, and read back as the same value", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        let bytes: Buffer;
        try {
          bytes = canonicalBytes(value as JsonValue);
        } catch {
          // Doubles that are large integers are refused, which has its own test.
          fc.pre(false);
          throw new Error("not reached");
        }
        expect(canonicalBytes(reversed as JsonValue).equals(bytes)).toBe(true);
        expect(JSON.parse(bytes.toString("utf8"))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("are those of the reference for any names, also for those that objects reorder or swallow", () => {
    const names = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.nat().map(String),
      fc.constantFrom("__proto__", "constructor", "toString", "", "0", "00", "9", "10", "-1", "1.5", "4294967295"),
    );
    fc.assert(
      fc.property(
        fc.dictionary(
          names,
          fc.oneof(fc.dictionary(names, fc.boolean()), fc.string({ unit: "grapheme" }), fc.double()),
        ),
        (value) => {
          fc.pre(!JSON.stringify(value).match(/null|e[+]|\d{16}/));
          expect(text(value as JsonValue)).toBe(canonicalize(value));
        },
      ),
      { numRuns: 1000 },
    );
    const swallowed = JSON.parse('{"b":{"10":1,"9":2},"__proto__":{"x":1},"a":0}') as JsonValue;
    expect(text(swallowed)).toBe('{"__proto__":{"x":1},"a":0,"b":{"10":1,"9":2}}');
  });

  test("leave an absent member out and keep a null one", () => {
    expect(text({ gone: undefined, nothing: null })).toBe('{"nothing":null}');
  });

  test("refuse half a character by its code, in values and in names, at any depth", () => {
    const malformed = expect.objectContaining({ kind: "badRequest", code: "text_malformed" });
    for (const half of ["\ud800", "a\udc00b", "\udc00\ud800"]) {
      expect(() => text(half)).toThrow(malformed);
      expect(() => text({ a: [{ b: half }] })).toThrow(malformed);
      expect(() => text({ [half]: 1 })).toThrow(malformed);
    }
    expect(text("\u0000 😀")).toBe('"\\u0000 😀"');
  });

  test.each<[string, unknown]>([
    ["a bigint, which has to be a string", { amountMinor: 10n }],
    ["an integer that a double cannot hold", { amountMinor: 2 ** 53 }],
    ["not a number", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a Date", { at: new Date(0) }],
    ["bytes", { bytes: Buffer.from("x") }],
    ["a Map", { map: new Map() }],
    ["a function", { run: () => 1 }],
    ["nothing in a list", [undefined]],
    ["a hole in a list", Array(1)],
    ["nothing at all", undefined],
  ])("stop the work at %s", (_what, value) => {
    expect(() => canonicalBytes(value as JsonValue)).toThrow(/Broken assumption/);
  });

  test("stop the work at a value that contains itself", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(() => canonicalBytes(loop as JsonValue)).toThrow(/contain itself/);
  });
});
