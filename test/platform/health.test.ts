import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { clickMetrics, spoolCheck } from "../../src/http/click-health.js";
import { databaseChecks } from "../../src/http/database-health.js";
import { healthDoor } from "../../src/http/health.js";
import { HttpServer } from "../../src/http/http-server.js";
import { journalCheck, journalMetrics } from "../../src/http/journal-health.js";
import { MetricsServer } from "../../src/http/metrics.js";
import { JournalSealer } from "../../src/services/audit/journal-sealer.js";
import { ClickRecording } from "../../src/services/partners/click/click-recording.js";
import { linkGround } from "../partners/click/link-ground.js";
import { eventually } from "../support/eventually.js";
import { silentLog } from "../support/silent-log.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

let world: World;
let folder = "";
let recording: ClickRecording;
let server: HttpServer;
let sealer: JournalSealer;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), "tributary-health-"));
  const { operator, storage } = world;
  recording = new ClickRecording({ appUrl: storage.appUrl, operator, dataFolder: folder, log: silentLog });
  await recording.start();
  sealer = new JournalSealer(world.database, Buffer.alloc(32, 1), silentLog);
  server = new HttpServer({
    host: "127.0.0.1",
    port: 0,
    log: silentLog,
    stopping: new AbortController().signal,
    doors: [healthDoor([...databaseChecks(world.database), journalCheck(sealer), spoolCheck(recording)])],
  });
  await server.start();
});
afterAll(async () => {
  await server.stop();
  await recording.stop();
  await rm(folder, { recursive: true });
  await world.end();
});

const readiness = async (): Promise<{ status: number; checks: Record<string, string> }> => {
  const response = await fetch(`${server.url}/readyz`);
  const { checks } = (await response.json()) as { checks: Record<string, string> };
  return { status: response.status, checks };
};

test("A-OPS-02 a server whose database is migrated and whose queues move is ready", async () => {
  expect(await readiness()).toEqual({
    status: 200,
    checks: { database: "ok", migrations: "ok", journal: "ok", spool: "ok" },
  });
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
});

test("journal entries that nobody seals make a server unready, and say since when they wait", async () => {
  const { ctx, organizationId } = await linkGround(world.operator);
  await ctx.execute(
    `INSERT INTO journal_pending (organization_id, id, kind, bytes, digest, appended_at)
     VALUES ($1, gen_random_uuid(), 'link.created', '', '', now() - interval '5 minutes')`,
    [organizationId],
  );
  const { status, checks } = await readiness();
  expect(status).toBe(503);
  expect(checks["journal"]).toMatch(/entries wait since 3\d\d s/);
});

test("A-OPS-03 metrics have a port of their own and read across organizations", async () => {
  const { click } = await linkGround(world.operator);
  await recording.writer.write(click());
  const metrics = new MetricsServer({
    host: "127.0.0.1",
    port: 0,
    log: silentLog,
    metrics: [
      ...clickMetrics(recording),
      ...journalMetrics(sealer),
      { name: "tributary_broken", help: "Never there.", kind: "gauge", read: () => Promise.reject(new Error("no")) },
    ],
  });
  await metrics.start();
  const text = await (await fetch(metrics.url)).text();
  expect((await fetch(metrics.url.replace("/metrics", "/other"))).status).toBe(404);
  await metrics.stop();
  expect(text).toContain("# TYPE tributary_clicks_written_total counter\n");
  // A busy machine may have sent the click through the spool.
  expect(text).toMatch(/^tributary_clicks_(written|spooled)_total 1$/m);
  expect(text).toContain("# TYPE tributary_click_spool_bytes gauge\n");
  expect(text).toMatch(/^tributary_journal_pending_age_seconds 3\d\d/m);
  expect(text).toMatch(/^tributary_journals_standing_still 0$/m);
  expect(text).toContain("process_cpu_user_seconds_total");
  expect(text).not.toMatch(/^tributary_broken /m);
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
});

test("a journal that stands still for a forged entry is counted, and keeps no server from answering the others", async () => {
  // The entry from above has no digest of ours.
  sealer.start();
  await eventually(() => expect(sealer.standingStill).toHaveLength(1));
  await sealer.stop();
  expect((await readiness()).status).toBe(200);
  expect(await sealer.oldestPendingAgeMs()).toBeGreaterThan(300_000);
});
