import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createClient } from "graphql-ws";
import pg from "pg";
import { WebSocket } from "ws";

import type { Shop } from "../../bench/support/shop.js";
import { openShop } from "../../bench/support/shop.js";
import { connect } from "../../src/shared/database/connect.js";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { openEmbeddedDatabase } from "../../src/shared/database/embedded/open-embedded-database.js";
import { OperatorContext } from "../../src/shared/operator-context.js";
import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import { ServerProcess, freePort } from "../faults/server-process.js";
import { eventually } from "../support/eventually.js";
import { collect } from "../support/frames.js";
import type { Pgbouncer } from "../support/pgbouncer.js";
import { describeBehindPgbouncer, startPgbouncer } from "../support/pgbouncer.js";
import { silentLog } from "../support/silent-log.js";
import { discardTestFolder, makeTestFolder } from "../support/test-folder.js";

const PEOPLE = 100;
const SESSIONS = 3;
const CLICKS = 60;
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const READ = `{ organization { slug } partners(first: 20) { nodes { name links { totalCount } commissions(first: 5) {
  nodes { amount { amountMinor } } } } } }`;
const LIVE = "subscription { commissions { commission { event { externalId } } } }";

describeBehindPgbouncer("behind pgbouncer in transaction mode", () => {
  let folder = "";
  let embedded: EmbeddedDatabase;
  let pgbouncer: Pgbouncer;
  let server: ServerProcess;
  let shop: Shop;

  beforeAll(async () => {
    folder = makeTestFolder();
    embedded = await openEmbeddedDatabase({ dataFolder: join(folder, "data"), projectFolder: folder, log: silentLog });
    const { ownerUrl, appUrl } = embedded;
    const database = await connect({ ownerUrl, appUrl, poolMax: 2, applicationName: "tributary test" });
    shop = await openShop(new OperatorContext(database, { kind: "system", name: "test" }), "shop", PEOPLE);
    await database.dataSource.destroy();
    pgbouncer = await startPgbouncer(folder, embedded.appUrl, SESSIONS);
    const environment = {
      TRIBUTARY_BUILD: "off",
      TRIBUTARY_DATA: join(folder, "files"),
      TRIBUTARY_SECRET_KEY: "11".repeat(32),
      LOG_LEVEL: "warn",
      TRUST_PROXY: "127.0.0.1",
      TRIBUTARY_TENANCY: "multi",
      DATABASE_URL: embedded.ownerUrl,
      DATABASE_URL_APP: pgbouncer.url,
      DATABASE_SESSION_URL: embedded.appUrl,
      DATABASE_POOLER: "transaction",
    };
    server = new ServerProcess("start", PROJECT_FOLDER, environment, await freePort());
    await server.start();
  }, 240_000);

  afterAll(async () => {
    await server?.stop();
    await pgbouncer?.stop();
    await embedded?.close();
    await discardTestFolder(folder);
  }, 60_000);

  const at = (path: string): string => `${server.url}/t/shop${path}`;
  let visitors = 0;
  const click = async (): Promise<string> => {
    const answer = await fetch(at(`/r/key-1`), {
      redirect: "manual",
      // Each from elsewhere, or so many of them would be flagged.
      headers: { "user-agent": AGENT, "x-forwarded-for": `10.1.${(visitors += 1) >> 8}.${visitors & 255}` },
    });
    expect(answer.status).toBe(302);
    return new URL(answer.headers.get("location")!).searchParams.get("cref")!;
  };
  const post = async (path: string, token: string, body: unknown): Promise<Response> =>
    fetch(at(path), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  test("clicks, sales, reads and subscriptions of many callers at once share three sessions", async () => {
    const client = createClient({
      url: at("/graphql").replace(/^http/, "ws"),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${shop.token}` },
    });
    try {
      const live = collect(client, LIVE);
      // The subscription stands once it is told of a sale; what was sold before it stood is none of its business.
      let tried = 0;
      await eventually(async () => {
        const id = `first-${(tried += 1)}`;
        const sold = await post("/v1/events", shop.token, {
          id,
          type: "sale",
          cref: await click(),
          amount: { amountMinor: 10_000, currency: "EUR" },
        });
        expect([sold.status, live.errors]).toEqual([200, []]);
        await eventually(() => expect(live.received.length).toBeGreaterThan(0), 500);
      }, 20_000);

      const crefs = await Promise.all(Array.from({ length: CLICKS }, click));
      const answers = await Promise.all(
        crefs.map(async (cref, n) => {
          const sold = await post("/v1/events", shop.token, {
            id: `sale-${n}`,
            type: "sale",
            cref,
            amount: { amountMinor: 10_000, currency: "EUR" },
          });
          const read = await post("/graphql", shop.token, { query: READ });
          const { data, errors } = (await read.json()) as { data: any; errors?: unknown };
          return { sold: sold.status, errors, slug: data?.organization?.slug as string };
        }),
      );
      expect(answers.filter(({ sold, errors, slug }) => sold >= 300 || errors || slug !== "shop")).toEqual([]);

      const told = (): Set<string> =>
        new Set(live.received.map(({ commissions }) => commissions.commission.event.externalId as string));
      await eventually(() => expect(answers.filter((_, n) => !told().has(`sale-${n}`))).toEqual([]));
    } finally {
      await client.dispose();
    }
  }, 60_000);

  test("no more sessions are taken than the pooler has, but for listening and the job queue", async () => {
    const superuser = new pg.Client(embedded.superuserUrl);
    await superuser.connect();
    try {
      const { rows } = await superuser.query<{ name: string; sessions: number }>(
        `SELECT application_name AS name, count(*)::int AS sessions FROM pg_stat_activity
         WHERE usename = 'tributary_app' AND application_name NOT IN ('tributary journal', 'tributary worker') GROUP BY 1`,
      );
      expect(rows.reduce((sum, { sessions }) => sum + sessions, 0)).toBeLessThanOrEqual(SESSIONS);
    } finally {
      await superuser.end();
    }
  });

  test("nothing that it says at work is a warning", () => {
    expect(server.said()).not.toMatch(/"level":(40|50)|prepared statement|unsupported startup/);
  });
});
