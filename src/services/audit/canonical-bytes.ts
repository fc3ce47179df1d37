import canonicalize from "canonicalize";
import { AppError, assert } from "../../shared/errors.js";

/** JSON as the journal takes it. Amounts and other bigints are decimal strings, instants ISO 8601 strings. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

const DEPTH_MAX = 16;

/**
 * The canonical form of a JSON value (RFC 8785) as UTF-8 bytes: equal values give equal bytes on every machine.
 * Throws `text_malformed` for text with a lone surrogate, which UTF-8 cannot hold. What would be changed on its way
 * (a bigint, a Date, a fraction of a cent in a double) is a bug of the caller and stops the work.
 */
export function canonicalBytes(value: JsonValue): Buffer {
  assertExact(value, 0);
  const text = canonicalize(value);
  assert(text !== undefined, "a journal value is JSON");
  return Buffer.from(text, "utf8");
}

function assertExact(value: JsonValue | undefined, depth: number): void {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw textMalformed();
      return;
    case "number":
      // RFC 8785 writes doubles: an integer beyond 2^53 - 1 may already be another one.
      assert(!Number.isInteger(value) || Number.isSafeInteger(value), "a large integer in the journal is a string");
      assert(Number.isFinite(value), "a number in the journal is finite");
      return;
    case "boolean":
      return;
    case "object": {
      if (value === null) return;
      assert(depth < DEPTH_MAX, "a journal value is not deeply nested, nor does it contain itself");
      if (Array.isArray(value)) {
        for (const item of value as readonly JsonValue[]) assertExact(item, depth + 1);
        return;
      }
      const prototype: unknown = Object.getPrototypeOf(value);
      assert(prototype === Object.prototype || prototype === null, "a journal value is made of plain objects");
      for (const [key, member] of Object.entries(value)) {
        if (!key.isWellFormed()) throw textMalformed();
        // An absent member is left out, as JSON does.
        if (member !== undefined) assertExact(member, depth + 1);
      }
      return;
    }
    default:
      assert(false, `a ${typeof value} cannot stand in the journal; amounts are strings`);
  }
}

const textMalformed = (): AppError =>
  new AppError("badRequest", "The text contains half a character (a lone surrogate).", { code: "text_malformed" });
