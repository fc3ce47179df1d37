import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "../../setup-error.js";
import { identifyThisProcess, isRunning, pidOf } from "./process-identity.js";

/** What a lock that nobody holds says: nothing, for a full disk has no room for a word. */
const FREE = "";
const POLL_MS = 5;

export interface FolderLockOptions {
  /** How long to wait for the present holder before giving up. */
  waitMaxMs: number;
  /** Called once when the lock is not free at once. */
  onWait?: (holderPid: number) => void;
}

/**
 * Runs `work` while no other process runs work under the same folder's lock. A holder that was killed loses the lock.
 *
 * The lock is the file `lock.<n>` with the highest n; it names its holder, or nobody once it is free. Taking it means
 * creating n + 1, which only one can do, and a higher number always exists before a lower one is removed. So a lock left
 * by a killed process is taken over without the race of "remove the stale file, then create mine", in which a slow
 * process removes the fresh lock of a quick one.
 */
export async function withFolderLock<T>(
  folder: string,
  options: FolderLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const path = await acquire(folder, options);
  try {
    return await work();
  } finally {
    free(path);
  }
}

function free(path: string): void {
  try {
    truncateSync(path);
  } catch (error) {
    // Somebody took this process for dead and the lock over.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

async function acquire(folder: string, options: FolderLockOptions): Promise<string> {
  const deadlineMs = Date.now() + options.waitMaxMs;
  let hasWaited = false;
  for (;;) {
    const newest = findNewest(folder);
    const holder = newest === 0 ? FREE : readHolder(lockPath(folder, newest));
    if (holder === FREE || (holder !== undefined && !isRunning(holder))) {
      const mine = tryTake(folder, newest + 1);
      if (mine !== undefined) return mine;
    } else if (holder !== undefined && !hasWaited) {
      hasWaited = true;
      options.onWait?.(pidOf(holder));
    }
    if (Date.now() > deadlineMs) {
      const who = holder === undefined || holder === FREE ? "Another process" : `The process ${pidOf(holder)}`;
      throw new SetupError(`${who} has been starting or stopping the database in ${folder} for too long.`);
    }
    await sleep(POLL_MS);
  }
}

function tryTake(folder: string, generation: number): string | undefined {
  const path = lockPath(folder, generation);
  const candidate = candidatePath(folder);
  try {
    // Written first and linked then, so that the lock never exists without its holder's name.
    writeFileSync(candidate, identifyThisProcess(), { mode: 0o600 });
    linkSync(candidate, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  } finally {
    rmSync(candidate, { force: true });
  }
  if (findNewest(folder) !== generation) {
    // We were slow, and others have taken and freed higher numbers since we looked.
    rmSync(path, { force: true });
    return undefined;
  }
  for (const older of listGenerations(folder)) {
    if (older < generation) rmSync(lockPath(folder, older), { force: true });
  }
  return path;
}

function readHolder(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined; // replaced by a newer one just now
    throw error;
  }
}

function findNewest(folder: string): number {
  return Math.max(0, ...listGenerations(folder));
}

function listGenerations(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const match = /^lock\.(\d+)$/.exec(name);
    return match === null ? [] : [Number(match[1])];
  });
}

function lockPath(folder: string, generation: number): string {
  return join(folder, `lock.${generation}`);
}

function candidatePath(folder: string): string {
  return join(folder, `candidate.${process.pid}.${randomBytes(6).toString("hex")}`);
}
