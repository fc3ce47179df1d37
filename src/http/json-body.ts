import type { FastifyInstance, FastifyRequest } from "fastify";

import { AppError } from "../shared/errors.js";

const utf8 = new TextDecoder("utf-8", { fatal: true });

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Only numbers this long, or with an exponent, can change while they are read. */
const SUSPECT = /[\d.]{16}|\d[eE]/;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

const badBody = (code: string, message: string): AppError => new AppError("badRequest", message, { code });

/** Lets these routes take JSON bodies and nothing else: a form of another site cannot send them. */
export function takeOnlyJson(
  app: FastifyInstance,
  bytesMax: number,
  read: (body: Buffer) => unknown = parseJsonBody,
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer", bodyLimit: bytesMax },
    async (_: FastifyRequest, body: Buffer) => read(body),
  );
}

/**
 * Reads a JSON body so that nothing in it changes on the way: bytes that are not UTF-8, numbers that a double cannot hold
 * as they were sent (9007199254740993, 1e400) and keys that would reach a prototype are refused. Of a repeated key the
 * last one counts, as everywhere.
 */
export function parseJsonBody(body: Buffer): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw badBody("body_not_utf8", "The body is not UTF-8.");
  }
  let parsed: unknown;
  try {
    // A reviver costs several times the parsing, so it runs only where the key can be there, plain or escaped.
    parsed =
      text.includes("__proto__") || text.includes("\\u") ? JSON.parse(text, refusePrototypeKeys) : JSON.parse(text);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw badBody("body_not_json", "The body is not JSON.");
  }
  if (SUSPECT.test(text)) refuseInexactNumbers(text);
  return parsed;
}

function refusePrototypeKeys(key: string, value: unknown): unknown {
  if (key === "__proto__") throw badBody("body_key_refused", "A key is named __proto__.");
  return value;
}

function refuseInexactNumbers(text: string): void {
  for (const [token] of text.matchAll(TOKENS)) {
    if (token.startsWith('"') || !SUSPECT.test(token)) continue;
    const read = Number(token);
    if (!Number.isFinite(read) || decimalOf(String(read)) !== decimalOf(token)) {
      throw badBody("number_inexact", "A number has more digits than can be kept exactly.");
    }
  }
}

/** A number's sign, digits and power of ten, the same for every way of writing it. */
function decimalOf(written: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(written) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
