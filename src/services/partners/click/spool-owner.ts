import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

/** Who appends to a spool file. The start time tells a process from a later one with the same number. */
export interface SpoolOwner {
  pid: number;
  startedTicks: string;
  instance: string;
}

const UNKNOWN_TICKS = "0";
const START_TIME_FIELD = 19;

/** Spools of this process that are open. One that was closed is as dead as its process would be. */
const openInstances = new Set<string>();

/** Clock ticks from boot to the process's start, where the system tells. */
function startedTicksOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The command name may hold spaces and parentheses: the fields begin after the last one.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TIME_FIELD] ?? UNKNOWN_TICKS;
  } catch {
    return UNKNOWN_TICKS;
  }
}

export function openOwner(): SpoolOwner {
  const instance = randomBytes(4).toString("hex");
  openInstances.add(instance);
  return { pid: process.pid, startedTicks: startedTicksOf(process.pid), instance };
}

export function closeOwner(owner: SpoolOwner): void {
  openInstances.delete(owner.instance);
}

/**
 * Whether the owner still runs. It may be wrong about processes of other machines and containers; nothing is lost
 * by that, because an owner notices when its file was taken (see ClickSpool) and writes again.
 */
export function isAlive(owner: SpoolOwner): boolean {
  if (owner.pid === process.pid && owner.startedTicks === startedTicksOf(process.pid)) {
    return openInstances.has(owner.instance);
  }
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const ticks = startedTicksOf(owner.pid);
  return ticks === UNKNOWN_TICKS || ticks === owner.startedTicks;
}
