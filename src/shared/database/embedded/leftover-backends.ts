import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { identifyProcess } from "./process-identity.js";

const POLL_MS = 10;
/** They end by themselves in a moment unless busy; then they are told to, then made to. */
const QUIT_AFTER_MS = 1_000;
const KILL_AFTER_MS = 4_000;
const GIVE_UP_AFTER_MS = 8_000;

/**
 * After a kill -9 of the postmaster its backends may finish what they do, and no new postmaster can start meanwhile.
 * Waits for them, but not for ever. Whatever they had not committed is undone by the recovery that follows, as in any
 * crash. Called only when no postmaster runs on the cluster.
 */
export async function endLeftoverBackends(cluster: string): Promise<void> {
  if (process.platform !== "linux") return; // elsewhere PostgreSQL's refusal and our retries have to do
  const startedMs = Date.now();
  let sent: NodeJS.Signals | undefined;
  for (;;) {
    const backends = listBackends(cluster);
    const waitedMs = Date.now() - startedMs;
    if (backends.length === 0 || waitedMs > GIVE_UP_AFTER_MS) return;
    const due = waitedMs > KILL_AFTER_MS ? "SIGKILL" : waitedMs > QUIT_AFTER_MS ? "SIGQUIT" : undefined;
    if (due !== undefined && due !== sent) {
      sent = due;
      for (const pid of backends) endProcess(pid, due);
    }
    await sleep(POLL_MS);
  }
}

/** Every process of PostgreSQL works inside its data folder and calls itself `postgres: <what it is>`. */
function listBackends(cluster: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0)
    .filter((pid) => {
      try {
        if (readlinkSync(`/proc/${pid}/cwd`) !== cluster) return false;
        return (
          readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("postgres: ") && identifyProcess(pid) !== undefined
        );
      } catch {
        return false; // ended meanwhile, or not ours to look at
      }
    });
}

function endProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
