import { once } from "node:events";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";

import { importClicks } from "../../src/services/partners/click/click-import.js";
import { REPORT_FILES } from "../../src/services/partners/reporting/report-file.service.js";
import { newId } from "../../src/shared/ids.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";
import { StatWorld } from "../support/stat-world.js";

let door: DoorWorld;
let acme: DoorOrganization;
let world: StatWorld;
let admin: string;
beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  admin = await acme.key("admin");
  world = await StatWorld.start(acme, 3);
  await world.happen(12);
});
afterAll(() => door.end());

interface Got {
  status: number;
  headers: Headers;
  body: any;
  rows: any[];
}

async function get(path: string, token: string | undefined = admin): Promise<Got> {
  const answer = await fetch(`${door.url}/v1/reports/${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const { status, headers } = answer;
  if ((headers.get("content-type") ?? "").includes("problem")) {
    return { status, headers, body: await answer.json(), rows: [] };
  }
  if (path.includes(".parquet")) {
    const file = await answer.arrayBuffer();
    return { status, headers, body: file, rows: await parquetReadObjects({ file }) };
  }
  const body = await answer.text();
  return { status, headers, body, rows: parse(body, { columns: true }) };
}

/** By a connection of its own: fetch opens a new one after each HEAD, and the server's stop would wait for its first request. */
async function head(path: string, token: string): Promise<{ status: number; headers: Headers }> {
  const asked = request(`${door.url}/v1/reports/${path}`, {
    method: "HEAD",
    agent: false,
    headers: { authorization: `Bearer ${token}` },
  }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of answer) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(0);
  return { status: answer.statusCode ?? 0, headers: new Headers(answer.headers as Record<string, string>) };
}

const PATHS = REPORT_FILES.map(({ id }) => id);

describe("reports as files", () => {
  test("every report says the same as CSV and as Parquet, in the same order", async () => {
    for (const id of PATHS) {
      const csv = await get(`${id}.csv`);
      const parquet = await get(`${id}.parquet`);
      expect({ id, status: csv.status }).toEqual({ id, status: 200 });
      expect({ id, rows: csv.rows.length > 0 }).toEqual({ id, rows: true });
      const asText = parquet.rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, textOf(name, value as never)])),
      );
      expect(asText).toEqual(
        csv.rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, unguarded(value)]))),
      );
      expect(new Set(csv.rows.map((row) => row.id)).size).toBe(csv.rows.length);
    }
  });

  test("each comes as a download with its name, and HEAD says so without a body", async () => {
    for (const [file, type] of [
      ["clicks.csv", /^text\/csv/],
      ["clicks.parquet", /^application\/vnd\.apache\.parquet$/],
    ] as const) {
      for (const { status, headers } of [await get(file), await head(file, admin)]) {
        expect(status).toBe(200);
        expect(headers.get("content-type")).toMatch(type);
        expect(headers.get("content-disposition")).toBe(`attachment; filename="${file}"`);
        expect(headers.get("cache-control")).toBe("private, no-store");
        expect(Math.abs(Date.parse(headers.get("tributary-generated-at")!) - Date.now())).toBeLessThan(60_000);
      }
    }
  });

  test("whole numbers stay whole, instants are instants and days are days", async () => {
    const { rows } = await get("commissions.parquet");
    expect(rows[0]).toMatchObject({
      amountMinor: expect.any(BigInt),
      netMinor: expect.any(BigInt),
      occurredAt: expect.any(Date),
      deletedAt: null,
    });
    const stats = await get("commission-stats.parquet?groupBy=month,partner");
    expect(stats.rows[0]).toMatchObject({
      month: expect.any(Date),
      partnerName: expect.any(String),
      conversions: expect.any(BigInt),
    });
  });

  test("the statistics' files agree with the graph", async () => {
    const { data } = await door.graph(
      "{ commissionStats(groupBy: [LINK], first: 100) { nodes { id linkId currency conversions amountMinor } } }",
      { token: admin },
    );
    const { rows } = await get("commission-stats.csv?groupBy=link");
    expect(
      rows.map(({ id, linkId, currency, conversions, amountMinor }) => ({
        id,
        linkId,
        currency,
        conversions: Number(conversions),
        amountMinor: Number(amountMinor),
      })),
    ).toEqual(data.commissionStats.nodes);
    const [whole] = (await get("click-stats.csv?groupBy=&timeZone=Asia/Tokyo")).rows;
    expect(Number(whole.clicks)).toBe((await get("clicks.csv")).rows.length);
  });

  test("a text that a spreadsheet would run is made harmless, and numbers below zero stay numbers", async () => {
    const evil = ['=HYPERLINK("http://evil","x")', "+1", "-1", "@SUM(A1)", "\tx", 'a,"b"\r\nc'];
    const link = world.links[0]!;
    await importClicks(
      acme.ctx,
      evil.map((subId) => ({
        id: newId(),
        linkId: link.linkId,
        programId: link.programId,
        partnerId: link.partner.id,
        visitorId: newId(),
        clickedAt: new Date("2026-01-01T00:00:00Z"),
        subId,
      })),
    );
    const { rows } = await get("clicks.csv?from=2026-01-01T00:00:00Z&until=2026-01-01T00:00:00.001Z");
    expect(new Set(rows.map(({ subId }) => subId))).toEqual(
      new Set([...evil.slice(0, 5).map((text) => `'${text}`), evil[5]]),
    );
    const stats = await get("commission-stats.csv?groupBy=");
    expect(stats.rows.some(({ adjustedMinor }) => /^-\d+$/.test(adjustedMinor))).toBe(true);
  });

  test("a file much larger than a batch is whole, and the server holds little of it", async () => {
    const organization = await door.organization();
    const token = await organization.key("admin");
    const campaign = await organization.campaign();
    const partner = await campaign.partner();
    const count = 60_000;
    for (let done = 0; done < count; done += 10_000) {
      await importClicks(
        organization.ctx,
        Array.from({ length: 10_000 }, (_, index) => ({
          id: newId(),
          linkId: partner.linkId,
          programId: campaign.programId,
          partnerId: partner.id,
          visitorId: newId(),
          clickedAt: new Date(Date.UTC(2026, 0, 1) + (done + index) * 1000),
        })),
      );
    }
    const answer = await fetch(`${door.url}/v1/reports/clicks.csv`, { headers: { authorization: `Bearer ${token}` } });
    let lines = 0;
    for await (const chunk of answer.body!)
      lines +=
        Buffer.from(chunk as Uint8Array)
          .toString("latin1")
          .split("\n").length - 1;
    expect(lines).toBe(count + 1);
    const parquet = await get("clicks.parquet", token);
    expect(parquet.rows).toHaveLength(count);
    expect(new Set(parquet.rows.map(({ id }) => id)).size).toBe(count);
  });

  test("a reader who leaves gives the connection back, and only so many read at once", async () => {
    const organization = await door.organization();
    const token = await organization.key("admin");
    const campaign = await organization.campaign();
    const partner = await campaign.partner();
    await organization.ctx.execute(
      `INSERT INTO click (organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at, sub_id)
       SELECT $1, gen_random_uuid(), $2, $3, $4, gen_random_uuid(), now(), repeat('x', 200) FROM generate_series(1, 100000)`,
      [organization.id, partner.linkId, campaign.programId, partner.id],
    );
    const leave = new AbortController();
    const start = (): Promise<Response> =>
      fetch(`${door.url}/v1/reports/clicks.csv`, {
        headers: { authorization: `Bearer ${token}` },
        signal: leave.signal,
      });
    const readers = await Promise.all([start(), start(), start()]);
    expect(readers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const fourth = await get("partners.csv", token);
    expect(fourth).toMatchObject({ status: 503, body: { code: "reports_busy" } });
    expect(fourth.headers.get("retry-after")).toBe("5");
    leave.abort();
    await Promise.allSettled(readers.map((reader) => reader.text()));
    await eventually(async () => expect((await get("partners.csv", token)).status).toBe(200));
  });
});

describe("who may read which report", () => {
  test("every role gets what it may see, strangers and event keys nothing", async () => {
    const looking = ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT"] as const;
    for (const role of looking) {
      const { token } = await acme.member(role);
      for (const id of PATHS)
        expect({ role, id, status: (await head(`${id}.csv`, token)).status }).toEqual({ role, id, status: 200 });
    }
    for (const token of [
      (await acme.member("LEARNER")).token,
      (await acme.member("EXPERT")).token,
      await acme.key("events:write"),
    ]) {
      for (const id of PATHS) expect((await get(`${id}.csv`, token)).status).toBe(403);
    }
    for (const id of PATHS) {
      const stranger = await fetch(`${door.url}/t/${acme.slug}/v1/reports/${id}.csv`);
      expect(stranger.status).toBe(401);
      expect((await get(`${id}.csv`, "trb_k_nonsense")).status).toBe(401);
    }
  });

  test("a visitor is told to who may see people, and to nobody else", async () => {
    const billing = (await acme.member("BILLING_ADMIN")).token;
    expect(Object.keys((await get("clicks.csv", billing)).rows[0])).not.toContain("visitorId");
    expect(Object.keys((await get("clicks.csv")).rows[0])).toContain("visitorId");
  });

  test("a partner gets their own rows and no other's", async () => {
    const [ann, bob] = world.partners;
    const own = { commissions: "partnerId", clicks: "partnerId", links: "partnerId" };
    for (const [id, column] of Object.entries(own)) {
      const { rows } = await get(`${id}.csv`, ann!.token);
      expect(new Set(rows.map((row) => row[column]))).toEqual(new Set([ann!.id]));
      const all = (await get(`${id}.csv`)).rows.filter((row) => row[column] === ann!.id);
      expect(rows.map((row) => row.id)).toEqual(all.map((row) => row.id));
    }
    expect((await get("programs.csv", ann!.token)).rows.map(({ id }) => id)).toEqual([world.programIds[0]]);
    const stats = await get("commission-stats.csv?groupBy=partner", ann!.token);
    expect(new Set(stats.rows.map(({ partnerId }) => partnerId))).toEqual(new Set([ann!.id]));
    for (const id of ["events", "partners", "click-flags"])
      expect((await get(`${id}.csv`, ann!.token)).status).toBe(403);
    const named = await get(`click-stats.csv?partnerId=${bob!.id}`, ann!.token);
    expect(named).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("another organization gets its own rows, which are none", async () => {
    const rival = await door.organization();
    const token = await rival.key("admin");
    for (const id of PATHS) expect({ id, rows: (await get(`${id}.csv`, token)).rows }).toEqual({ id, rows: [] });
    expect((await get("clicks.parquet", token)).rows).toEqual([]);
    const { programId, linkId, partner } = world.links[0]!;
    for (const query of [`programId=${programId}`, `linkId=${linkId}`, `partnerId=${partner.id}`]) {
      expect(await get(`click-stats.csv?${query}`, token)).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
    const crossed = await fetch(`${door.url}/t/${acme.slug}/v1/reports/clicks.csv`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(crossed.status).toBe(404);
  });

  test("a parameter that makes no sense is refused and named", async () => {
    const refusals: [string, number, string][] = [
      ["commissions.csv?from=yesterday", 400, "instant_invalid"],
      ["commissions.csv?from=2026-02-30T00:00:00Z", 400, "instant_invalid"],
      ["commissions.csv?from=", 400, "instant_invalid"],
      ["commissions.csv?from=0000-01-01T00:00:00Z", 400, "range_out_of_bounds"],
      ["commissions.csv?updatedSince=9999-01-01T00:00:00Z", 400, "range_out_of_bounds"],
      ["commissions.csv?from=2026-02-02T00:00:00Z&until=2026-02-01T00:00:00Z", 400, "range_empty"],
      ["commissions.csv?from=2026-02-02T00:00:00Z&from=2026-02-01T00:00:00Z", 400, "parameter_repeated"],
      ["commissions.csv?groupBy=day", 400, "parameter_unknown"],
      ["commissions.csv?__proto__=1", 400, "parameter_unknown"],
      ["partners.csv?updatedSince=2026-01-01T00:00:00Z", 400, "updated_since_not_taken"],
      ["click-stats.csv?updatedSince=2026-01-01T00:00:00Z", 400, "parameter_unknown"],
      ["click-stats.csv?timeZone=Mars", 400, "time_zone_unknown"],
      ["click-stats.csv?groupBy=hour", 400, "dimension_unknown"],
      ["click-stats.csv?groupBy=currency", 400, "dimension_not_allowed"],
      ["click-stats.csv?partnerId=x", 404, "not_found"],
      ["nothing.csv", 404, "not_found"],
      ["constructor.csv", 404, "not_found"],
      ["clicks.xlsx", 404, "not_found"],
      ["clicks", 404, "not_found"],
    ];
    for (const [path, status, code] of refusals) {
      const { body, headers, ...got } = await get(path);
      expect({ path, status: got.status, code: body?.code }).toEqual({ path, status, code });
      expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
      expect((await head(path, admin)).status).toBe(status);
    }
  });

  test("whoever asks for a report that there is not is told which there are", async () => {
    const { body } = await get("nothing.csv");
    expect(body?.detail).toMatch(
      /^There is no such report\. There are commissions, .*, commission-stats, click-stats, each as /,
    );
  });
});

/** As the CSV has it. */
function textOf(name: string, value: string | number | bigint | boolean | Date | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date)
    return ["day", "week", "month"].includes(name) ? value.toISOString().slice(0, 10) : value.toISOString();
  return String(value);
}

const unguarded = (value: unknown): unknown =>
  typeof value === "string" ? value.replace(/^'(?=[=+\-@\t\r])/, "") : value;
