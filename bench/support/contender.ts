import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";

/** A server in a process of its own, so that its work is its own. */
export interface Contender {
  name: string;
  url: string;
  /** CPU time of its process so far. */
  cpuMs(): Promise<number>;
  /** What its process holds once garbage has been collected, in bytes. */
  memory(): Promise<NodeJS.MemoryUsage>;
  stop(): Promise<void>;
}

/** Starts a module that calls `contendWith` or `contendAt`. */
export async function startContender(name: string, module: string, given: string[]): Promise<Contender> {
  const child = fork(module, given, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const died = once(child, "exit").then(() => {
    throw new Error(`${name} ended before it answered`);
  });
  const [url] = (await Promise.race([once(child, "message"), died])) as [string];
  died.catch(() => undefined);
  return contenderIn(child, name, url);
}

/** A process that has called `answerTheBench`. */
export function contenderIn(child: ChildProcess, name: string, url: string): Contender {
  const ask = async (question: "cpu" | "memory"): Promise<unknown> => {
    const said = once(child, "message");
    child.send(question);
    const [answer] = (await said) as unknown[];
    return answer;
  };
  return {
    name,
    url,
    async cpuMs() {
      const { user, system } = (await ask("cpu")) as NodeJS.CpuUsage;
      return (user + system) / 1000;
    },
    memory: async () => (await ask("memory")) as NodeJS.MemoryUsage,
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

const TICK_MS = 10;

/** CPU time of a postmaster and of all its backends, those that have ended too. */
export function postgresCpuMs(postmasterPid: number): number {
  let ticks = 0;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = statOf(entry);
    if (stat?.pid === postmasterPid) ticks += stat.ticks + stat.endedTicks;
    else if (stat?.parent === postmasterPid) ticks += stat.ticks;
  }
  return ticks * TICK_MS;
}

interface ProcessStat {
  pid: number;
  parent: number;
  ticks: number;
  /** Of its children that have ended. */
  endedTicks: number;
}

function statOf(pid: string): ProcessStat | undefined {
  try {
    // The name may hold spaces and brackets: the numbers begin after its last one.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const sum = (first: number): number => Number(fields[first]) + Number(fields[first + 1]);
    return { pid: Number(pid), parent: Number(fields[1]), ticks: sum(11), endedTicks: sum(13) };
  } catch {
    return undefined;
  }
}
