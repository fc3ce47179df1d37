import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import pg from "pg";

import type { Shop } from "../../bench/support/shop.js";
import { openShop } from "../../bench/support/shop.js";
import type { Severable } from "../../bench/support/severable.js";
import { severable } from "../../bench/support/severable.js";
import { connect } from "../../src/shared/database/connect.js";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import type { Database } from "../../src/shared/database/database.js";
import { OperatorContext } from "../../src/shared/operator-context.js";
import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import { ServerProcess, freePort } from "../faults/server-process.js";
import { eventually } from "../support/eventually.js";
import { silentLog } from "../support/silent-log.js";
import { SmallDisk, describeOnSmallDisks } from "../support/small-disk.js";
import { discardTestFolder, makeTestFolder } from "../support/test-folder.js";

const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const PEOPLE = 500;
const RECOVERED_MAX_MS = 60_000;

describeOnSmallDisks("with a full disk", () => {
  let folder = "";
  let disks: SmallDisk[] = [];
  let embedded: EmbeddedDatabase;
  let way: Severable;
  let database: Database;
  let operator: OperatorContext;
  let shop: Shop;
  let server: ServerProcess;
  /** What was answered with yes, and every answer by its status; 503 without Retry-After counts as `hasty`. */
  let acknowledged: { clicks: string[]; events: string[] };
  let answers: Map<string, number>;
  let sent = 0;

  beforeEach(() => {
    folder = makeTestFolder();
    disks = [];
    acknowledged = { clicks: [], events: [] };
    answers = new Map();
  });

  afterEach(async () => {
    for (const one of disks) one.free();
    await server?.stop();
    await database?.dataSource.destroy();
    await way?.close();
    await embedded?.close();
    await discardTestFolder(folder);
  }, 60_000);

  function disk(name: string, megabytes: number): SmallDisk {
    const made = SmallDisk.mount(join(folder, name), megabytes);
    disks.push(made);
    return made;
  }

  /** PostgreSQL in one folder, the server's files in another. */
  async function start(postgresql: string, files: string): Promise<void> {
    embedded = await openEmbeddedDatabase({ dataFolder: postgresql, projectFolder: folder, log: silentLog });
    const { ownerUrl, appUrl } = embedded;
    database = await connect({ ownerUrl, appUrl, poolMax: 2, applicationName: "tributary test" });
    operator = new OperatorContext(database, { kind: "system", name: "test" });
    shop = await openShop(operator, "shop", PEOPLE);
    way = await severable(appUrl);
    server = new ServerProcess(
      "server",
      PROJECT_FOLDER,
      {
        TRIBUTARY_BUILD: "off",
        TRIBUTARY_DATA: files,
        TRIBUTARY_SECRET_KEY: "22".repeat(32),
        TRIBUTARY_TENANCY: "multi",
        TRIBUTARY_RATE_LIMITS: "off",
        LOG_LEVEL: "error",
        DATABASE_URL: ownerUrl,
        DATABASE_URL_APP: way.url,
      },
      await freePort(),
    );
    await server.start();
  }

  async function ask(kind: "click" | "event"): Promise<number> {
    const number = (sent += 1);
    const id = `sale-${number}`;
    const answer = await (kind === "click"
      ? fetch(`${server.url}/t/shop/r/key-1`, { redirect: "manual", headers: { "user-agent": AGENT } })
      : fetch(`${server.url}/t/shop/v1/events`, {
          method: "POST",
          headers: { authorization: `Bearer ${shop.token}`, "content-type": "application/json" },
          body: JSON.stringify({
            id,
            type: "sale",
            userId: shop.userOf(number),
            amount: { amountMinor: 100, currency: "EUR" },
          }),
        }));
    await answer.arrayBuffer();
    const hasty = answer.status === 503 && answer.headers.get("retry-after") === null ? " hasty" : "";
    const key = `${kind} ${answer.status}${hasty}`;
    answers.set(key, (answers.get(key) ?? 0) + 1);
    if (kind === "event" && answer.status === 200) acknowledged.events.push(id);
    if (kind === "click" && answer.status === 302) {
      acknowledged.clicks.push(new URL(answer.headers.get("location")!).searchParams.get("cref")!);
    }
    return answer.status;
  }

  /** Many callers at once, for as long as it takes. */
  async function traffic(during: () => Promise<void>): Promise<void> {
    const over = new AbortController();
    const callers = Array.from({ length: 6 }, async (_, n) => {
      while (!over.signal.aborted) {
        await ask(n % 2 === 0 ? "click" : "event");
        await sleep(5);
      }
    });
    try {
      await during();
    } finally {
      over.abort();
      await Promise.all(callers);
    }
  }

  /** Once everything that was put aside is in: each exactly once. */
  async function expectAllHeld(): Promise<void> {
    const ctx = operator.in(shop.organizationId);
    await eventually(async () => {
      const clicks = await ctx.query<{ id: string }>("SELECT id::text AS id FROM click WHERE id = ANY ($1::uuid[])", [
        acknowledged.clicks,
      ]);
      expect(clicks.length).toBe(acknowledged.clicks.length);
    }, RECOVERED_MAX_MS);
    const events = await ctx.query<{ id: string }>(
      "SELECT external_id AS id FROM event WHERE external_id = ANY ($1::text[])",
      [acknowledged.events],
    );
    expect(events.map(({ id }) => id).sort()).toEqual([...acknowledged.events].sort());
    expect(acknowledged.clicks.length).toBeGreaterThan(0);
  }

  test("PostgreSQL's: events are asked to come later, links lead on, nothing acknowledged is lost, and it goes on by itself", async () => {
    const small = disk("data", 250);
    const files = join(folder, "files");
    mkdirSync(files);
    await start(small.folder, files);
    await traffic(async () => {
      await eventually(() => expect(acknowledged.events.length).toBeGreaterThan(20), 30_000);
      const superuser = new pg.Client(embedded.superuserUrl);
      superuser.on("error", () => undefined);
      await superuser.connect();
      await small.fill();
      // Uses up what room its log still had; what becomes of it is not this test's.
      for (let n = 0; n < 3; n++) {
        await superuser.query("SELECT pg_switch_wal()").catch(() => undefined);
        await small.fill();
      }
      await superuser.end().catch(() => undefined);
      await eventually(() => expect(answers.get("event 503") ?? 0).toBeGreaterThan(5), 60_000);
      const before = acknowledged.clicks.length;
      await eventually(() => expect(acknowledged.clicks.length).toBeGreaterThan(before + 5), 30_000);

      small.free();
      const recorded = acknowledged.events.length;
      await eventually(() => expect(acknowledged.events.length).toBeGreaterThan(recorded + 20), RECOVERED_MAX_MS);
    });
    expect([...answers.keys()].sort()).toEqual(["click 302", "event 200", "event 503"]);
    await expectAllHeld();
  }, 300_000);

  test("the spool's, while PostgreSQL is away: clicks are refused with Retry-After, taken again once there is room, and none that was taken is lost", async () => {
    const small = disk("files", 4);
    await start(join(folder, "data"), small.folder);
    await traffic(async () => {
      await eventually(() => expect(acknowledged.events.length).toBeGreaterThan(5), 30_000);
      way.cut();
      const before = acknowledged.clicks.length;
      await eventually(() => expect(acknowledged.clicks.length).toBeGreaterThan(before + 20), 30_000);
      await small.fill();
      await eventually(() => expect(answers.get("click 503") ?? 0).toBeGreaterThan(5), 30_000);

      small.free();
      const taken = acknowledged.clicks.length;
      await eventually(() => expect(acknowledged.clicks.length).toBeGreaterThan(taken + 20), 30_000);
      way.mend();
      const recorded = acknowledged.events.length;
      await eventually(() => expect(acknowledged.events.length).toBeGreaterThan(recorded + 5), RECOVERED_MAX_MS);
    });
    expect([...answers.keys()].sort()).toEqual(["click 302", "click 503", "event 200", "event 503"]);
    await expectAllHeld();
  }, 300_000);
});
