import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@jest/globals";

const ROOT = process.cwd();
const SOURCE = join(ROOT, "src");
/** What has a `code` that no caller ever sees: settings of the process and its command line. */
const NO_DOOR = /^(cli|migrations)\/|^shared\/config\.ts$/;

/** A function that makes a refusal of a code. */
const MAKER = /(?:const|function)\s+(\w+)\s*(?:=\s*)?\(\s*code: string,/g;

/**
 * Every code that the server may answer with, in capitals, from its own source: literal codes, the codes that are handed to
 * functions which make refusals, the tables of refusals that the graph's results have, and those that each kind of
 * error has by itself.
 */
function emittedCodes(): Map<string, string> {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !NO_DOOR.test(file))
    .map((file) => ({ file, text: readFileSync(join(SOURCE, file), "utf8") }));
  const codes = new Map<string, string>();
  for (const { file, text } of files) {
    const makers = [...text.matchAll(MAKER)].map(([, name = ""]) => name);
    const found = [
      ...text.matchAll(/(?<!addIssue\(\{ )\bcode(?::|\s=)\s*"([A-Za-z_]+)"/g),
      ...text.matchAll(/\bcode:[^,;{}]*\?\s*"(\w+)"\s*:\s*"(\w+)"/g),
      ...[...makers, "fieldInvalid"].flatMap((maker) => [
        ...text.matchAll(new RegExp(`\\b${maker}\\(\\s*"([A-Za-z_]+)"`, "g")),
      ]),
      ...[...text.matchAll(/_REFUSALS = \{([^}]*)\}/g)].flatMap(([, table = ""]) => [
        ...table.matchAll(/(\w+): [A-Z]\w+/g),
      ]),
      ...[...text.matchAll(/const CODES: Record<AppErrorKind[^{]*\{([^}]*)\}/g)].flatMap(([, table = ""]) => [
        ...table.matchAll(/"(\w+)"/g),
      ]),
    ];
    for (const [, ...named] of found) for (const code of named) if (code) codes.set(code.toUpperCase(), file);
  }
  return codes;
}

const texts = JSON.parse(readFileSync(join(ROOT, "client/src/i18n/en/refusals.json"), "utf8")) as Record<
  string,
  string
>;
const codes = emittedCodes();

test("the codes are found in whatever way they are written", () => {
  for (const code of [
    "STEP_UP_REQUIRED", // at the throw
    "PASSWORD_BREACHED", // by a function
    "MEMBERSHIP_ENDED", // in a table of refusals
    "FORBIDDEN_SCOPE", // one of two
    "CONFLICT", // a kind's own
    "SIGN_IN_LINK_INVALID", // a type's own
  ]) {
    expect([code, codes.has(code)]).toEqual([code, true]);
  }
  expect(codes.size).toBeGreaterThan(150);
});

test("C-MISC-02 every code that the server may answer with has a sentence that says what to do next", () => {
  const silent = [...codes].filter(([code]) => !texts[code]).map(([code, file]) => `${code} (${file})`);
  expect(silent).toEqual([]);
  for (const [code, text] of Object.entries(texts)) {
    expect([code, text]).toEqual([code, expect.stringMatching(/^[A-Z].+\.$/)]);
    // A person's words: no code, no name of a field.
    expect([code, text]).toEqual([code, expect.not.stringMatching(/[A-Z]{2,}_|[a-z]+[A-Z][a-z]|_/)]);
  }
});

test("no sentence is about a code that nobody answers with", () => {
  expect(Object.keys(texts).filter((code) => !codes.has(code))).toEqual([]);
});
