import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostmaster, stopPostmaster } from "../../src/shared/database/embedded/postmaster.js";
import { identifyThisProcess, isRunning } from "../../src/shared/database/embedded/process-identity.js";

const PREFIX = "tributary-test.";

/** A temporary folder that PostgreSQL's account can pass through, named for this process so that it can be swept later. */
export function makeTestFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${identifyThisProcess()}.`));
  chmodSync(folder, 0o711);
  return folder;
}

/** Stops the PostgreSQL whose data folder is `data` in a test folder, if one runs, and removes the folder. */
export async function discardTestFolder(folder: string): Promise<void> {
  const postmaster = await findPostmaster(join(folder, "data", "postgresql"));
  if (postmaster !== undefined) await stopPostmaster(postmaster);
  unmountUnder(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** A small disk on which something may still be open: it goes once that ends. */
function unmountUnder(folder: string): void {
  if (process.platform !== "linux") return;
  for (const line of readFileSync("/proc/self/mounts", "utf8").split("\n")) {
    const [, mounted] = line.split(" ");
    if (mounted?.startsWith(`${folder}/`)) spawnSync("/usr/bin/umount", ["--lazy", mounted]);
  }
}

/** Ends and removes what test runs left behind that were killed before they could do so. */
export async function discardAbandonedTestFolders(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const [, identity] = name.startsWith(PREFIX) ? name.split(".") : [];
    if (identity === undefined || isRunning(identity)) continue;
    const folder = join(tmpdir(), name);
    if (statSync(folder, { throwIfNoEntry: false })?.uid !== process.getuid?.()) continue;
    await discardTestFolder(folder);
  }
}
