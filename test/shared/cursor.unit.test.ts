import { describe, expect, test } from "@jest/globals";
import { CursorCodec } from "../../src/shared/cursor.js";

const secretKey = Buffer.alloc(32, 7);
const codec = new CursorCodec(secretKey);
const mine = { purpose: "earnings", organizationId: "acme", principalId: "ada" };

describe("a cursor", () => {
  test("gives back to its holder what was sealed, in any script and length that fits", () => {
    for (const value of ["", "0", "41", "2026-01-01T00:00:00.000Z|å∑💶", "x".repeat(600)]) {
      expect(codec.open(mine, codec.seal(mine, value))).toBe(value);
    }
  });

  test("is the same text for the same place, and tells nothing of it", () => {
    const cursor = codec.seal(mine, "position-41");
    expect(codec.seal(mine, "position-41")).toBe(cursor);
    expect(codec.seal(mine, "position-42")).not.toBe(cursor);
    expect(Buffer.from(cursor, "base64url").includes("position")).toBe(false);
  });

  test.each([
    ["another purpose", { ...mine, purpose: "commissions" }],
    ["another organization", { ...mine, organizationId: "rival" }],
    ["another principal", { ...mine, principalId: "bob" }],
    ["parts that only join to the same text", { purpose: "earningsacme", organizationId: "", principalId: "ada" }],
  ])("is invalid for %s", (_whose, binding) => {
    expect(() => codec.open(binding, codec.seal(mine, "41"))).toThrow(
      expect.objectContaining({ kind: "badRequest", code: "cursor_invalid" }),
    );
  });

  test("is invalid at an installation with another secret key", () => {
    const elsewhere = new CursorCodec(Buffer.alloc(32, 8));
    expect(() => elsewhere.open(mine, codec.seal(mine, "41"))).toThrow(/not valid/);
  });

  test("is refused when a single bit of it is changed, wherever", () => {
    const bytes = Buffer.from(codec.seal(mine, "41"), "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => codec.open(mine, changed.toString("base64url"))).toThrow(
        expect.objectContaining({ code: "cursor_invalid" }),
      );
    }
  });

  test.each([
    ["nothing", ""],
    ["one character", "A"],
    ["prose", "not a cursor"],
    ["NUL bytes", "\u0000\u0000"],
    ["a lone surrogate", "\ud800"],
    ["its own text with a blank", `${codec.seal(mine, "41")} `],
    ["its own text with padding", `${codec.seal(mine, "41")}==`],
    ["a shortened one", codec.seal(mine, "41").slice(0, -4)],
    ["a megabyte", "A".repeat(1_000_000)],
  ])("that is %s is refused by its code, not by an accident", (_what, text) => {
    expect(() => codec.open(mine, text)).toThrow(expect.objectContaining({ code: "cursor_invalid" }));
  });
});
