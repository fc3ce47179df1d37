import { fork } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { assert } from "../../src/shared/errors.js";
import type { Contender } from "./contender.js";
import { contenderIn } from "./contender.js";
import type { Scratch } from "./scratch.js";

const BOUND_TO_BENCH = pathToFileURL(join(import.meta.dirname, "bound-to-bench.js")).href;

/** `tributary server`, whole, as it is installed: only its rate limits are off. */
export async function startWholeServer(scratch: Scratch, name: string, appUrl = scratch.appUrl): Promise<Contender> {
  const command = resolve(import.meta.dirname, "../../../bin/tributary");
  const child = fork(command, ["server"], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    execArgv: [...process.execArgv, "--import", BOUND_TO_BENCH],
    env: {
      ...process.env,
      PORT: "0",
      LOG_LEVEL: "error",
      TRUST_PROXY: "127.0.0.1",
      TRIBUTARY_TENANCY: "multi",
      TRIBUTARY_RATE_LIMITS: "off",
      TRIBUTARY_DATA: join(scratch.folder, "files"),
      TRIBUTARY_SECRET_KEY: scratch.secretKey,
      DATABASE_URL: scratch.ownerUrl,
      DATABASE_URL_APP: appUrl,
    },
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
