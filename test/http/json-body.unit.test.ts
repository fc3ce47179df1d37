import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { parseJsonBody } from "../../src/http/json-body.js";

const read = (text: string): unknown => parseJsonBody(Buffer.from(text));
const codeOf = (text: string): string => {
  try {
    read(text);
    return "read";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("a JSON body", () => {
  test("is read as JSON.parse reads it, whatever it holds", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes("__proto__"));
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    "0.1",
    "1e21",
    "123456789012345680000",
    "5e-324",
    "1.7976931348623157e308",
    "-0.0",
    "100000000000000000000",
  ])("keeps %s, which a double holds as it is written", (number) => expect(codeOf(`{"a":${number}}`)).toBe("read"));

  test.each([
    "9007199254740993",
    "0.10000000000000000001",
    "1e400",
    "4503599627370496.1",
    "1e-400",
    "12345678901234567890",
  ])("refuses %s, which a double would change", (number) => expect(codeOf(`{"a":[${number}]}`)).toBe("number_inexact"));

  test("does not take digits inside a text for a number", () => {
    expect(codeOf('{"a":"9007199254740993 \\" 1e400"}')).toBe("read");
  });

  test("refuses keys that reach a prototype, however they are spelled, and only keys", () => {
    expect(codeOf('{"a":{"__proto__":1}}')).toBe("body_key_refused");
    expect(codeOf('{"a":{"\\u005f\\u005fproto__":1}}')).toBe("body_key_refused");
    expect(codeOf('{"a":"__proto__"}')).toBe("read");
    expect(read('{"constructor":{"prototype":1}}')).toEqual({ constructor: { prototype: 1 } });
  });

  test("refuses what is not UTF-8", () => {
    expect(() => parseJsonBody(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toThrow("UTF-8");
  });
});
