import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { DataSource } from "typeorm";

import { HttpServer } from "../../src/http/http-server.js";
import { redirectDoor } from "../../src/http/redirect.js";
import { ClickRecording } from "../../src/services/partners/click/click-recording.js";
import { createDataSource } from "../../src/shared/database/data-source.js";
import { Database } from "../../src/shared/database/database.js";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { migrate } from "../../src/shared/database/migrate.js";
import { OperatorContext } from "../../src/shared/operator-context.js";
import { silentLog } from "../support/silent-log.js";
import { discardTestFolder, makeTestFolder } from "../support/test-folder.js";
import type { LinkGround } from "./click/link-ground.js";
import { linkGround } from "./click/link-ground.js";

const CLICKERS = 8;

/** A PostgreSQL of the test's own, which it may stop and kill. */
let folder = "";
let embedded: EmbeddedDatabase;
let dataSource: DataSource;
let acme: LinkGround;
let operator: OperatorContext;
let recording: ClickRecording;
let server: HttpServer;

beforeAll(async () => {
  folder = makeTestFolder();
  const dataFolder = join(folder, "data");
  embedded = await openEmbeddedDatabase({ dataFolder, projectFolder: folder, log: silentLog });
  await migrate({ ownerUrl: embedded.ownerUrl, appUrl: embedded.appUrl });
  dataSource = createDataSource({ url: embedded.appUrl, poolMax: 5, applicationName: "tributary test" });
  await dataSource.initialize();
  operator = new OperatorContext(new Database(dataSource), { kind: "system", name: "test" });
}, 90_000);

afterAll(async () => {
  await dataSource.destroy();
  await embedded.close();
  await discardTestFolder(folder);
}, 60_000);

async function close(): Promise<void> {
  await server.stop();
  await recording.stop();
}

async function open(appUrl: string, files = join(folder, acme.slug)): Promise<void> {
  recording = new ClickRecording({ appUrl, operator, dataFolder: files, log: silentLog });
  await recording.start();
  server = new HttpServer({
    host: "127.0.0.1",
    port: 0,
    log: silentLog,
    stopping: new AbortController().signal,
    doors: [
      redirectDoor({
        links: recording.links,
        clicks: recording,
        clock: { now: () => new Date() },
        sourceKey: Buffer.alloc(32, 7),
        soleSlug: null,
        isSecure: false,
      }),
    ],
  });
  await server.start();
}

/** The postmaster and everything it started. */
function postgresProcesses(): number[] {
  const postmaster = Number(readFileSync(join(folder, "data", "postgresql", "postmaster.pid"), "utf8").split("\n")[0]);
  const isChild = (pid: string): boolean => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === postmaster;
    } catch {
      return false;
    }
  };
  return [
    postmaster,
    ...readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && isChild(name))
      .map(Number),
  ];
}

function signal(name: "SIGSTOP" | "SIGCONT" | "SIGKILL", pids = postgresProcesses()): number[] {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself meanwhile.
    }
  }
  return pids;
}

interface Clicking {
  acknowledged: string[];
  refused: number[];
  slowestMs: number;
  stop(): Promise<void>;
}

/** Clicks all the time, and notes what was acknowledged. */
function keepClicking(): Clicking {
  const over = new AbortController();
  const clicking: Clicking = {
    acknowledged: [],
    refused: [],
    slowestMs: 0,
    stop: async () => {
      over.abort();
      await Promise.all(clickers);
    },
  };
  const click = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const began = performance.now();
      const { status, headers } = await fetch(`${server.url}/t/${acme.slug}/r/${acme.key}`, { redirect: "manual" });
      clicking.slowestMs = Math.max(clicking.slowestMs, performance.now() - began);
      const cref = new URL(headers.get("location") ?? "https://none.example/").searchParams.get("cref");
      if (status === 302 && cref !== null) clicking.acknowledged.push(cref);
      else clicking.refused.push(status);
      await sleep(5);
    }
  };
  const clickers = Array.from({ length: CLICKERS }, click);
  return clicking;
}

async function expectEveryClickOnce(clicking: Clicking): Promise<void> {
  expect(await recording.writer.settle(30_000)).toBe(true);
  const stored = await acme.ctx.query<{ id: string }>("SELECT id FROM click");
  expect(stored.map((click) => click.id).sort()).toEqual([...clicking.acknowledged].sort());
  expect((await recording.backlog()).bytes).toBe(0);
}

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux(
  "CR2 CR16 a PostgreSQL that hangs or dies breaks no link, loses no click and doubles none",
  async () => {
    acme = await linkGround(operator);
    await open(embedded.appUrl);
    const clicking = keepClicking();
    await sleep(500);
    const stopped = signal("SIGSTOP");
    await sleep(2_000);
    const spooledWhileStopped = recording.writer.counts.spooled;
    signal("SIGCONT", stopped);
    await sleep(1_000);
    signal("SIGKILL");
    await sleep(2_000);
    await clicking.stop();

    expect(clicking.refused).toEqual([]);
    expect(spooledWhileStopped).toBeGreaterThan(100);
    expect(clicking.slowestMs).toBeLessThan(2_000);
    await expectEveryClickOnce(clicking);
    await close();
  },
  90_000,
);

onLinux(
  "CR14 a server that restarts while the database is gone answers the links it knew, and delivers what it spooled",
  async () => {
    acme = await linkGround(operator);
    await open(embedded.appUrl);
    const before = keepClicking();
    await sleep(200);
    await before.stop();
    await close();

    // A port on which nothing answers stands for a database that is away.
    const away = new URL(embedded.appUrl);
    away.port = "1";
    await open(away.href);
    const during = keepClicking();
    await sleep(500);
    await during.stop();
    expect(during.refused).toEqual([]);
    expect(during.acknowledged.length).toBeGreaterThan(10);
    expect((await recording.backlog()).bytes).toBeGreaterThan(0);
    await close();

    await open(embedded.appUrl);
    await expectEveryClickOnce({ ...before, acknowledged: [...before.acknowledged, ...during.acknowledged] });
    await close();
  },
  90_000,
);
