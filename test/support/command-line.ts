import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";

export interface CommandEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningCommand {
  stdout(): string;
  stderr(): string;
  ended: Promise<number | null>;
  /** Asks it to stop and gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts a command of the command line on a data folder of its own and a port that is free, with what is built. */
export function startTributary(dataFolder: string, ...args: string[]): RunningCommand {
  const child = spawn(process.execPath, [join(PROJECT_FOLDER, "bin/tributary"), ...args], {
    // Nothing of the developer's own settings reaches it.
    env: {
      PATH: process.env.PATH,
      TRIBUTARY_BUILD: "off",
      LOG_LEVEL: "warn",
      TRIBUTARY_DATA: dataFolder,
      ...(args[0] === "start" && { PORT: "0" }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([code]) => code as number | null);
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Runs one command to its end. */
export async function runTributary(dataFolder: string, ...args: string[]): Promise<CommandEnd> {
  const command = startTributary(dataFolder, ...args);
  const code = await command.ended;
  return { code, stdout: command.stdout(), stderr: command.stderr() };
}
