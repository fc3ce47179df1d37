import { randomBytes } from "node:crypto";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identifyThisProcess, isRunning } from "./process-identity.js";

const PREFIX = "user.";

/**
 * Notes that this process uses the database, once per call; returns the path of the note, which leaving removes.
 * Registry calls are made under the folder's lock.
 */
export function registerUser(folder: string): string {
  const path = join(folder, `${PREFIX}${identifyThisProcess()}.${randomBytes(4).toString("hex")}`);
  writeFileSync(path, "", { mode: 0o600, flag: "wx" });
  return path;
}

/** The notes of processes that still run. Notes of those that were killed are removed on the way. */
export function listUsers(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(PREFIX))
    .filter((name) => {
      const [, identity = ""] = name.split(".");
      const runs = isRunning(identity);
      if (!runs) rmSync(join(folder, name), { force: true });
      return runs;
    });
}
