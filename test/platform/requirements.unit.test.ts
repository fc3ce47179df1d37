import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@jest/globals";

import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";

const document = readFileSync(join(PROJECT_FOLDER, "docs/requirements.md"), "utf8");
/** "`folder/file.test.ts`: words of a test's name", at the end of a row. */
const REFERENCE = /`([\w/.-]+\.test\.ts)`: ([^|]+?) \|$/gm;

test("every test that the requirements name exists", () => {
  const references = [...document.matchAll(REFERENCE)].map(([, file = "", words = ""]) => ({ file, words }));
  expect(references.length).toBeGreaterThan(30);
  const lost = references.filter(({ file, words }) => {
    const path = join(PROJECT_FOLDER, "test", file);
    return !existsSync(path) || !readFileSync(path, "utf8").includes(words);
  });
  expect(lost).toEqual([]);
});

test("every row names a test, or says why there is none", () => {
  const rows = document.split("\n").filter((line) => /^\| (S\d+|[A-CS]-[A-Z]+-\d+|R-REC-\d+) \|/.test(line));
  const silent = rows.filter((row) => !row.match(REFERENCE) && !/\| (later|not applicable): [^|]+ \|$/.test(row));
  expect(silent).toEqual([]);
});
