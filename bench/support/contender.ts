import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";

/** A server in a process of its own, so that its work is its own. */
export interface Contender {
  name: string;
  url: string;
  /** CPU time of its process so far. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a module that sends its address, answers "cpu" with its usage, and ends when its channel does. */
export async function startContender(name: string, module: string, given: string[]): Promise<Contender> {
  const child = fork(module, given, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const died = once(child, "exit").then(() => {
    throw new Error(`${name} ended before it answered`);
  });
  const [url] = (await Promise.race([once(child, "message"), died])) as [string];
  died.catch(() => undefined);
  return {
    name,
    url,
    async cpuMs() {
      const said = once(child, "message");
      child.send("cpu");
      const [{ user, system }] = (await said) as [NodeJS.CpuUsage];
      return (user + system) / 1000;
    },
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

const TICK_MS = 10;

/** CPU time of all backends of a postmaster that are alive. */
export function postgresCpuMs(postmasterPid: number): number {
  let ticks = 0;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = statOf(entry);
    if (stat && (stat.parent === postmasterPid || stat.pid === postmasterPid)) ticks += stat.ticks;
  }
  return ticks * TICK_MS;
}

function statOf(pid: string): { pid: number; parent: number; ticks: number } | undefined {
  try {
    // The name may hold spaces and brackets: the numbers begin after its last one.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return { pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}
