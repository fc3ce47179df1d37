import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import { discardTestFolder, makeTestFolder } from "../support/test-folder.js";

interface Started {
  child: ChildProcess;
  output(): string;
  exited: Promise<number | null>;
}

const folders: string[] = [];
const started: Started[] = [];
let prepared: string;

beforeAll(async () => {
  prepared = makeTestFolder();
  expect(await tributary(["migrate"], await settingsFor(prepared)).exited).toBe(0);
});

afterEach(async () => {
  for (const { child, exited } of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await exited;
  }
  for (const folder of folders.splice(0)) await discardTestFolder(folder);
});

afterAll(() => discardTestFolder(prepared));

/** A folder with data that has been in use before: a copy, because the first start is the slow one. */
function newFolder(): string {
  const folder = makeTestFolder();
  folders.push(folder);
  execFileSync("cp", ["-a", join(prepared, "data"), join(folder, "data")]);
  return folder;
}

/** Runs the command line in a process group of its own, as a terminal does. */
function tributary(args: string[], settings: Record<string, string>): Started {
  const child = spawn(process.execPath, [join(PROJECT_FOLDER, "bin/tributary"), ...args], {
    detached: true,
    // The test runs on what is built; nothing of the developer's own settings reaches it.
    env: { PATH: process.env.PATH, TRIBUTARY_BUILD: "off", LOG_LEVEL: "warn", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const exited = once(child, "close").then(([code]) => code as number | null);
  const one = { child, exited, output: () => text };
  started.push(one);
  return one;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function settingsFor(folder: string): Promise<Record<string, string>> {
  return { TRIBUTARY_DATA: join(folder, "data"), PORT: String(await freePort()) };
}

async function untilReady({ PORT }: Record<string, string>, one: Started): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (one.child.exitCode !== null) throw new Error(`It has ended: ${one.output()}`);
    const answer = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`It did not become ready: ${one.output()}`);
}

async function untilSaid(one: Started, text: string): Promise<void> {
  for (let attempt = 0; attempt < 600 && !one.output().includes(text); attempt++) await sleep(50);
  expect(one.output()).toContain(text);
}

function postgresNote(folder: string): string {
  return join(folder, "data/postgresql/postmaster.pid");
}

function postgresPid(folder: string): number {
  return Number(readFileSync(postgresNote(folder), "utf8").split("\n")[0]);
}

describe("tributary start", () => {
  test("stops cleanly at SIGTERM, and starts again", async () => {
    const folder = newFolder();
    const settings = await settingsFor(folder);
    const first = tributary(["start"], settings);
    await untilReady(settings, first);
    first.child.kill("SIGTERM");
    expect(await first.exited).toBe(0);
    expect(existsSync(postgresNote(folder))).toBe(false);

    const second = tributary(["start"], settings);
    await untilReady(settings, second);
  });

  test("stops cleanly at Ctrl-C, which reaches the whole process group and comes twice through npm", async () => {
    const folder = newFolder();
    const settings = await settingsFor(folder);
    const one = tributary(["start"], settings);
    await untilReady(settings, one);
    process.kill(-(one.child.pid as number), "SIGINT");
    one.child.kill("SIGINT");
    expect(await one.exited).toBe(0);
    expect(existsSync(postgresNote(folder))).toBe(false);
    expect(readFileSync(join(folder, "data/postgresql.log"), "utf8")).not.toContain("not properly shut down");
  });

  test("adopts the PostgreSQL that a killed one has left", async () => {
    const folder = newFolder();
    const settings = await settingsFor(folder);
    const first = tributary(["start"], settings);
    await untilReady(settings, first);
    const pid = postgresPid(folder);
    first.child.kill("SIGKILL");
    await first.exited;

    const second = tributary(["start"], settings);
    await untilReady(settings, second);
    expect(postgresPid(folder)).toBe(pid);
  });

  test("is ready again soon after PostgreSQL was killed under it", async () => {
    const folder = newFolder();
    const settings = await settingsFor(folder);
    const one = tributary(["start"], settings);
    await untilReady(settings, one);
    const pid = postgresPid(folder);
    process.kill(pid, "SIGKILL");
    for (
      let attempt = 0;
      attempt < 200 && (!existsSync(postgresNote(folder)) || postgresPid(folder) === pid);
      attempt++
    ) {
      await sleep(50);
    }
    await untilReady(settings, one);
    expect(postgresPid(folder)).not.toBe(pid);
  });

  test("waits for the port of a predecessor that is still stopping, and says so", async () => {
    const folder = newFolder();
    const settings = await settingsFor(folder);
    const first = tributary(["start"], settings);
    await untilReady(settings, first);
    const second = tributary(["start"], settings);
    await untilSaid(second, `Port ${settings.PORT} on 127.0.0.1 is in use; waiting`);
    first.child.kill("SIGTERM");
    expect(await first.exited).toBe(0);
    await untilSaid(second, "answers at");
    await untilReady(settings, second);
  });

  test("that cannot answer says why in one sentence and leaves nothing running", async () => {
    const folder = newFolder();
    const one = tributary(["start"], { ...(await settingsFor(folder)), HOST: "203.0.113.1" });
    expect(await one.exited).toBe(1);
    expect(one.output()).toBe("tributary: This machine has no address 203.0.113.1; set HOST to one that it has.\n");
    expect(existsSync(postgresNote(folder))).toBe(false);
  });
});

describe("the halves", () => {
  test("share one database, and the last to leave stops it", async () => {
    const folder = newFolder();
    const settings = await settingsFor(folder);
    const server = tributary(["server"], settings);
    const worker = tributary(["worker"], settings);
    await untilReady(settings, server);
    await untilSaid(worker, "works in the background");
    server.child.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    expect(existsSync(postgresNote(folder))).toBe(true);
    worker.child.kill("SIGTERM");
    expect(await worker.exited).toBe(0);
    expect(existsSync(postgresNote(folder))).toBe(false);
  });
});

describe("every command", () => {
  test("explains wrong settings without a stack", async () => {
    const one = tributary(["migrate"], { PORT: "many", DATABASE_URL_APP: "postgres://app@localhost/x" });
    expect(await one.exited).toBe(1);
    expect(one.output()).toMatch(/tributary: These settings are wrong:\n.*PORT/);
    expect(one.output()).not.toContain("    at ");
  });

  test("names a database that does not answer, without its password and without a stack", async () => {
    const one = tributary(["migrate"], {
      DATABASE_URL: "postgres://owner:s3cret@127.0.0.1:1/tributary",
      DATABASE_URL_APP: "postgres://app:s3cret@127.0.0.1:1/tributary",
      TRIBUTARY_SECRET_KEY: "00".repeat(32),
    });
    expect(await one.exited).toBe(1);
    expect(one.output()).toBe(
      "tributary: PostgreSQL at 127.0.0.1:1 does not answer (ECONNREFUSED). Check DATABASE_URL and DATABASE_URL_APP.\n",
    );
  });

  test("leaves the database as it found it: running for others, stopped otherwise", async () => {
    const folder = newFolder();
    const settings = await settingsFor(folder);
    expect(await tributary(["migrate"], settings).exited).toBe(0);
    expect(existsSync(postgresNote(folder))).toBe(false);

    const server = tributary(["start"], settings);
    await untilReady(settings, server);
    expect(await tributary(["migrate"], settings).exited).toBe(0);
    await untilReady(settings, server);
  });
});
