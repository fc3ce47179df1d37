import { fork } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { assert } from "../../src/shared/errors.js";
import type { Contender } from "./contender.js";
import { contenderIn } from "./contender.js";
import { COMMAND, installedWith } from "./installed.js";
import type { Scratch } from "./scratch.js";

const BOUND_TO_BENCH = pathToFileURL(join(import.meta.dirname, "bound-to-bench.js")).href;

/** `tributary server`, whole, as it is installed: only its rate limits are off. */
export async function startWholeServer(scratch: Scratch, name: string, appUrl = scratch.appUrl): Promise<Contender> {
  const child = fork(COMMAND, ["server"], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    execArgv: [...process.execArgv, "--import", BOUND_TO_BENCH],
    env: installedWith(scratch, appUrl),
  });
  const { stdout } = child;
  assert(stdout, "what the server says is read");
  let url: string | undefined;
  for await (const line of createInterface(stdout)) {
    url = /answers at (\S+)/.exec(line)?.[1];
    if (url) break;
  }
  assert(url, `${name} says where it answers`);
  stdout.resume();
  return contenderIn(child, name, url);
}
