import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "@jest/globals";

import { BreachedPasswords } from "../../../src/services/identity/credentials/breached-passwords.js";
import { SetupError } from "../../../src/shared/setup-error.js";

const folder = mkdtempSync(join(tmpdir(), "tributary-pwned-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex").toUpperCase();

/** A list of so many passwords `stolen-0`, `stolen-1`, …, in the order of their hashes. */
async function listOf(
  count: number,
  { lineEnd = "\r\n", counts = true, lower = false } = {},
): Promise<{
  list: BreachedPasswords;
  ordered: string[];
}> {
  const passwords = Array.from({ length: count }, (_, index) => `stolen-${index}`);
  const ordered = passwords
    .map((password) => [sha1(password), password] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const lines = ordered.map(([hash], index) => (counts ? `${hash}:${(index * 7919) % 40_000_000}` : hash));
  const path = join(folder, `pwned-${count}-${lineEnd.length}-${counts}-${lower}.txt`);
  const text = lines.join(lineEnd);
  await writeFile(path, lower ? text.toLowerCase() : text);
  return { list: new BreachedPasswords(path), ordered: ordered.map(([, password]) => password) };
}

describe("the list of breached passwords", () => {
  test.each([1, 2, 50, 5000])("of %i lines knows every one and no other", async (count) => {
    const { list, ordered } = await listOf(count);
    await list.check();
    const asked = new Set([
      ...ordered.slice(0, 60),
      ...ordered.slice(-60),
      ...ordered.filter((_, at) => at % 37 === 0),
    ]);
    for (const password of asked) expect([password, await list.includes(password)]).toEqual([password, true]);
    for (let index = 0; index < 100; index++) expect(await list.includes(`fresh-${index}`)).toBe(false);
  });

  test.each([
    { lineEnd: "\n", counts: true, lower: false },
    { lineEnd: "\n", counts: false, lower: false },
    { lineEnd: "\r\n", counts: true, lower: true },
  ])("may be written as %o", async (form) => {
    const { list, ordered } = await listOf(700, form);
    await list.check();
    for (const password of ordered) expect(await list.includes(password)).toBe(true);
    expect(await list.includes("fresh")).toBe(false);
  });

  test("that is missing, or is something else, stops the start with a sentence", async () => {
    const missing = new BreachedPasswords("/nowhere/pwned.txt");
    await expect(missing.check()).rejects.toThrow(SetupError);
    const path = join(folder, "ntlm.txt");
    // The other list that is published there, of other hashes.
    await writeFile(path, `${"A".repeat(32)}:5\n`);
    await expect(new BreachedPasswords(path).check()).rejects.toThrow(/SHA-1/);
  });
});
