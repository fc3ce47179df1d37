import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * A process as `<pid>-<what tells when it started>`. A pid alone is given out again, after a restart of the machine even
 * to the same program; with its start time and the machine's boot it names one process for ever. Safe in a file name.
 */
export type ProcessIdentity = string;

const START_TICKS_FIELD = 19; // counted from the state, the first field after the command in /proc/<pid>/stat

let bootId: string | undefined;

/** The process that runs under this pid now; undefined if none does. A zombie has ended, though its pid is taken. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  return process.platform === "linux" ? identifyOnLinux(pid) : identifyByPs(pid);
}

export function identifyThisProcess(): ProcessIdentity {
  const identity = identifyProcess(process.pid);
  if (identity === undefined) throw new Error("The running process is not in the process table.");
  return identity;
}

export function pidOf(identity: ProcessIdentity): number {
  return Number.parseInt(identity, 10);
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(pidOf(identity)) === identity;
}

/** The arguments with which the process was started; empty if it has ended. */
export function readArguments(pid: number): string[] {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return runPs(pid, "command=").trim().split(" ");
  } catch {
    return [];
  }
}

function identifyOnLinux(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The command stands in parentheses and may itself contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state] = fields;
  if (state === "Z" || state === "X") return undefined;
  bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
  return `${pid}-${fields[START_TICKS_FIELD]}-${bootId}`;
}

function identifyByPs(pid: number): ProcessIdentity | undefined {
  try {
    const [state = "", ...startedAt] = runPs(pid, "stat=,lstart=").trim().split(/\s+/);
    if (state === "" || state.startsWith("Z")) return undefined;
    return `${pid}-${createHash("sha256").update(startedAt.join(" ")).digest("hex").slice(0, 16)}`;
  } catch {
    return undefined;
  }
}

function runPs(pid: number, columns: string): string {
  return execFileSync("ps", ["-o", columns, "-p", String(pid)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}
