import { afterEach, expect, test } from "@jest/globals";
import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";

const children: ChildProcessByStdio<null, Readable, null>[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function startStubborn(): Promise<ChildProcessByStdio<null, Readable, null>> {
  const program = join(PROJECT_FOLDER, "dist/test/support/stubborn.program.js");
  const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  expect(String((await once(child.stdout, "data"))[0])).toBe("running\n");
  return child;
}

test("two signals at once are one wish to stop", async () => {
  const child = await startStubborn();
  child.kill("SIGINT");
  expect(String((await once(child.stdout, "data"))[0])).toBe("stopping because of SIGINT\n");
  child.kill("SIGINT");
  await sleep(300);
  expect(child.exitCode).toBeNull();
});

test("a second signal that comes later ends a process that does not finish", async () => {
  const child = await startStubborn();
  child.kill("SIGTERM");
  await once(child.stdout, "data");
  await sleep(1_100);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([143, null]);
});
