import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "../../setup-error.js";
import type { Account } from "./account.js";
import { endLeftoverBackends } from "./leftover-backends.js";
import { HOST } from "./port.js";
import { postgresEnvironment } from "./postgres-environment.js";
import { identifyProcess, isRunning, pidOf, readArguments, type ProcessIdentity } from "./process-identity.js";

const POLL_MS = 3;
const READY_MAX_MS = 180_000; // recovery after a crash replays at most max_wal_size
const START_ATTEMPTS_MAX = 5;
const STOP_MAX_MS = 30_000;
/** What PostgreSQL says when a predecessor's memory, note or port is not free yet. */
const PASSING_REFUSAL =
  /pre-existing shared memory|lock file ".*" already exists|could not bind|could not create any TCP/;
const LOG_MAX_BYTES = 10_000_000;

/** The process that leads a running PostgreSQL. */
export interface Postmaster {
  identity: ProcessIdentity;
  port: number;
}

export interface StartOptions {
  cluster: string;
  log: string;
  postgres: string;
  account: Account | undefined;
  /** Asked anew for each attempt, since another program may take the port between the question and the start. */
  choosePort: () => Promise<number>;
  isDurable: boolean;
}

interface PidFile {
  pid: number;
  port: number;
  status: string;
}

/**
 * The postmaster that runs on this cluster, whoever started it, once it is ready; undefined if none does. One that is
 * stopping is waited for and counts as none.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const file = readPidFile(cluster);
  if (file === undefined) return undefined;
  const identity = identifyProcess(file.pid);
  if (identity === undefined || !isPostmasterOf(cluster, file.pid)) return undefined;
  await waitUntilReady(cluster, identity);
  if (!isRunning(identity)) return undefined;
  const port = readPidFile(cluster)?.port ?? file.port;
  return { identity, port };
}

/** Starts PostgreSQL in a process group of its own, so that Ctrl-C in a terminal does not reach it. */
export async function startPostmaster(options: StartOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    await clearAfterCrash(options.cluster);
    const logFrom = rotateLog(options.log);
    const port = await options.choosePort();
    const pid = spawnPostmaster(options, port);
    const identity = identifyProcess(pid);
    if (identity !== undefined) {
      await waitUntilReady(options.cluster, identity);
      if (isRunning(identity)) return { identity, port };
    }
    const said = readFileSync(options.log).subarray(logFrom).toString();
    if (!PASSING_REFUSAL.test(said) || attempt === START_ATTEMPTS_MAX) {
      const reasons = said.split("\n").filter((line) => /FATAL|PANIC|HINT|could not/.test(line));
      throw new SetupError(
        `PostgreSQL did not start: ${reasons.slice(-3).join(" ").trim() || "it gave no reason"}. See ${options.log}.`,
      );
    }
    await sleep(200 * attempt);
    // The refusal may have been right: someone who was killed since had just started one.
    const running = await findPostmaster(options.cluster);
    if (running !== undefined) return running;
  }
}

/** Ends all sessions, writes everything and stops. Returns when the process is gone. */
export async function stopPostmaster({ identity }: Postmaster): Promise<void> {
  signal(identity, "SIGINT");
  if (await hasEnded(identity, STOP_MAX_MS)) return;
  signal(identity, "SIGQUIT"); // without a checkpoint; the next start recovers from the log
  if (await hasEnded(identity, STOP_MAX_MS)) return;
  throw new SetupError(`PostgreSQL (process ${pidOf(identity)}) does not stop.`);
}

function spawnPostmaster({ cluster, log, postgres, account, isDurable }: StartOptions, port: number): number {
  const settings = {
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    // A new installation grows from nothing: plans made for empty tables must not outlive their first minute.
    autovacuum_naptime: "5s",
    timezone: "UTC",
    log_timezone: "UTC",
    // A transaction whose client was killed gives back its locks within a second, even in the middle of a statement.
    client_connection_check_interval: "1s",
    max_wal_size: "2GB",
    // Most statements here are short, and compiling them costs more than it saves.
    jit: "off",
    ...(isDurable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const output = openSync(log, "a", 0o600);
  try {
    const child = spawn(
      postgres,
      ["-D", cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      {
        cwd: "/",
        detached: true,
        env: postgresEnvironment(),
        stdio: ["ignore", output, output],
        ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
      },
    );
    child.once("error", () => undefined); // told by the missing pid below
    child.unref();
    if (child.pid === undefined) throw new SetupError(`PostgreSQL at ${postgres} cannot be run.`);
    return child.pid;
  } finally {
    closeSync(output);
  }
}

/** Waits until the postmaster takes connections or has ended. */
async function waitUntilReady(cluster: string, identity: ProcessIdentity): Promise<void> {
  const deadlineMs = Date.now() + READY_MAX_MS;
  while (isRunning(identity)) {
    const file = readPidFile(cluster);
    if (file !== undefined && file.pid === pidOf(identity) && file.status === "ready") return;
    if (Date.now() > deadlineMs) {
      throw new SetupError(
        `PostgreSQL (process ${pidOf(identity)}) is still recovering or stopping after ${READY_MAX_MS / 1000} s. Start again later.`,
      );
    }
    await sleep(POLL_MS);
  }
}

async function hasEnded(identity: ProcessIdentity, waitMaxMs: number): Promise<boolean> {
  const deadlineMs = Date.now() + waitMaxMs;
  while (isRunning(identity)) {
    if (Date.now() > deadlineMs) return false;
    await sleep(POLL_MS);
  }
  return true;
}

function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(pidOf(identity), name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it has ended meanwhile
  }
}

/** PostgreSQL's own note: line 1 is the pid, line 4 the port, line 8 the status. It may be half written. */
function readPidFile(cluster: string): PidFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? "" };
}

function isPostmasterOf(cluster: string, pid: number): boolean {
  return `${readArguments(pid).join(" ")} `.includes(` -D ${cluster} `);
}

/**
 * Makes the way free after a crash, of which PostgreSQL's note is the sign. It refuses to start while the pid in the note
 * is in use, if only by an unrelated program that was given the number since, or by the dead postmaster itself, whose
 * parent has not asked for it. Having looked at that process, we know better. Otherwise the note stays: PostgreSQL looks
 * there for backends of the crashed postmaster.
 */
async function clearAfterCrash(cluster: string): Promise<void> {
  const file = readPidFile(cluster);
  if (file === undefined) return;
  await endLeftoverBackends(cluster);
  if (!isPidTaken(file.pid) || isPostmasterOf(cluster, file.pid)) return;
  rmSync(join(cluster, "postmaster.pid"), { force: true });
}

/** Also by a process that has ended and is still in the process table. */
function isPidTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Keeps the log and one older one; returns the length of the log as it is now. */
function rotateLog(log: string): number {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_MAX_BYTES) return size;
  renameSync(log, `${log}.1`);
  return 0;
}
