import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@jest/globals";

import { JOURNAL_KINDS } from "../../src/services/audit/journal-kinds.js";

const PAGE = join(import.meta.dirname, "../../../docs/journal.md");

test("every kind of journal entry is described in docs/journal.md, in the registry's words", () => {
  const [, kinds = ""] = readFileSync(PAGE, "utf8").split("## Kinds");
  const described = [...kinds.matchAll(/^\| `(.+)` \| (.+) \|$/gm)].map(([, kind, text]) => [kind, text]);
  expect(described).toEqual(Object.entries(JOURNAL_KINDS));
});

test("kinds are named noun.pastTense", () => {
  for (const kind of Object.keys(JOURNAL_KINDS)) expect(kind).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*(ed|en)$/);
});
