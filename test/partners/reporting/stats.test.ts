import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { importClicks } from "../../../src/services/partners/click/click-import.js";
import { newId } from "../../../src/shared/ids.js";
import { splitByWeights } from "../../../src/shared/split.js";
import type { GraphAnswer, DoorOrganization } from "../../support/door-world.js";
import { DoorWorld } from "../../support/door-world.js";
import { StatWorld } from "../../support/stat-world.js";

const AMOUNTS = ["amountMinor", "heldMinor", "approvedMinor", "paidMinor", "reversedMinor", "adjustedMinor"] as const;
const KEYS = "day week month partnerId partnerName programId programName linkId linkKey subId";

const COMMISSION_STATS = `query ($groupBy: [Dimension!] = [DAY], $first: Int = 100, $after: String, $partnerId: ID,
    $programId: ID, $linkId: ID, $from: DateTime, $until: DateTime, $timeZone: String) {
  stats: commissionStats(groupBy: $groupBy, first: $first, after: $after, partnerId: $partnerId, programId: $programId,
    linkId: $linkId, from: $from, until: $until, timeZone: $timeZone) {
    nodes { id ${KEYS} currency conversions ${AMOUNTS.join(" ")} updatedAt } pageInfo { hasNextPage endCursor } } }`;
const CLICK_STATS = `query ($groupBy: [Dimension!] = [DAY], $first: Int = 100, $after: String, $partnerId: ID,
    $programId: ID, $linkId: ID, $from: DateTime, $until: DateTime, $timeZone: String) {
  stats: clickStats(groupBy: $groupBy, first: $first, after: $after, partnerId: $partnerId, programId: $programId,
    linkId: $linkId, from: $from, until: $until, timeZone: $timeZone) {
    nodes { id ${KEYS} clicks flaggedClicks visitors updatedAt } pageInfo { hasNextPage endCursor } } }`;

const DIMENSIONS = ["DAY", "WEEK", "MONTH", "PARTNER", "PROGRAM", "LINK", "SUB_ID"];

let door: DoorWorld;
let acme: DoorOrganization;
let world: StatWorld;
let owner: string;
beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  owner = (await acme.member("OWNER")).token;
  world = await StatWorld.start(acme, 11);
  await world.happen(28);
});
afterAll(() => door.end());

const codes = ({ errors }: GraphAnswer): string[] => (errors ?? []).map(({ extensions }) => extensions.code);

async function ask(query: string, variables: Record<string, unknown> = {}, token = owner): Promise<any[]> {
  const answer = await door.graph(query, { token, variables });
  expect(answer.errors).toBeUndefined();
  return answer.data.stats.nodes;
}

/** Every page of the question, one after another. */
async function askAll(query: string, variables: Record<string, unknown>, first = 100): Promise<any[]> {
  const rows: any[] = [];
  for (let after: string | null = null; ;) {
    const { data, errors } = await door.graph(query, { token: owner, variables: { ...variables, first, after } });
    expect(errors).toBeUndefined();
    rows.push(...data.stats.nodes);
    if (!data.stats.pageInfo.hasNextPage) return rows;
    after = data.stats.pageInfo.endCursor;
  }
}

const counting = (field: string): string => `query ($groupBy: [Dimension!], $first: Int, $after: String) {
  ${field}(groupBy: $groupBy, first: $first, after: $after) {
    all: totalCount isTotalCountExact pageInfo { endCursor } nodes { id } } }`;

const sumsBy = (rows: any[], keyOf: (row: any) => string, measures: readonly string[]) => {
  const sums: Record<string, Record<string, number>> = {};
  for (const row of rows) {
    const sum = (sums[keyOf(row)] ??= Object.fromEntries(measures.map((measure) => [measure, 0])));
    for (const measure of measures) sum[measure]! += row[measure];
  }
  return sums;
};

const byCurrency = ({ currency }: any): string => currency;

describe("what commissions come to", () => {
  test("the whole is what the commissions themselves say", async () => {
    const rows = await acme.ctx.query<{
      currency: string;
      status: string;
      amount: string;
      adjusted: string;
      n: bigint;
    }>(
      `SELECT c.currency, c.status, sum(c.amount_minor)::text AS amount, count(*) AS n, coalesce(sum(
         (SELECT sum(a.amount_minor) FROM adjustment a WHERE a.organization_id = $1 AND a.commission_id = c.id)), 0)::text AS adjusted
       FROM commission c WHERE c.organization_id = $1 GROUP BY 1, 2`,
      [acme.id],
    );
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["held", "approved", "reversed", "rejected"]));
    const expected: Record<string, any> = {};
    for (const { currency, status, amount, adjusted, n } of rows) {
      const of = (expected[currency] ??= { ...Object.fromEntries(AMOUNTS.map((name) => [name, 0])), conversions: 0 });
      const isBack = status === "reversed" || status === "rejected";
      of[isBack ? "reversedMinor" : `${status}Minor`] += Number(amount);
      if (isBack) continue;
      of.adjustedMinor += Number(adjusted);
      of.amountMinor += Number(amount) + Number(adjusted);
      of.conversions += Number(n);
    }
    const whole = await ask(COMMISSION_STATS, { groupBy: [] });
    expect(sumsBy(whole, ({ currency }) => currency, [...AMOUNTS, "conversions"])).toEqual(expected);
    expect(whole.map(({ id }) => id)).toEqual(["EUR", "JPY", "USD"]);
    expect(whole.some(({ adjustedMinor }) => adjustedMinor < 0)).toBe(true);
  });

  test("however it is grouped, the groups add up to the whole exactly", async () => {
    const measures = [...AMOUNTS, "conversions"];
    const whole = sumsBy(await ask(COMMISSION_STATS, { groupBy: [] }), byCurrency, measures);
    for (const groupBy of [...DIMENSIONS.map((one) => [one]), ["DAY", "LINK"], ["PARTNER", "SUB_ID"], DIMENSIONS]) {
      const rows = await askAll(COMMISSION_STATS, { groupBy });
      expect({ groupBy, sums: sumsBy(rows, byCurrency, measures) }).toEqual({ groupBy, sums: whole });
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    }
  });

  test("a link's share is its clicks' credit, by largest remainder", async () => {
    const commissions = await acme.ctx.query<any>(
      `SELECT c.currency, c.amount_minor, array_agg(k.weight ORDER BY k.position) AS weights,
         array_agg(click.link_id::text ORDER BY k.position) AS links
       FROM commission c
       JOIN credit k ON k.attribution_id = c.attribution_id AND k.partner_id = c.partner_id AND k.program_id = c.program_id
       JOIN click ON click.organization_id = c.organization_id AND click.id = k.click_id
       WHERE c.organization_id = $1 AND c.status = 'held' GROUP BY c.id, c.currency, c.amount_minor`,
      [acme.id],
    );
    const expected: Record<string, number> = {};
    for (const { currency, amount_minor, weights, links } of commissions) {
      splitByWeights(amount_minor, weights.map(BigInt)).forEach((part, index) => {
        const key = `${links[index]} ${currency}`;
        expected[key] = (expected[key] ?? 0) + Number(part);
      });
    }
    expect(commissions.some(({ links }: any) => new Set(links).size > 1)).toBe(true);
    const rows = await ask(COMMISSION_STATS, { groupBy: ["LINK"] });
    const held = rows.filter(({ heldMinor }) => heldMinor !== 0);
    expect(Object.fromEntries(held.map((row) => [`${row.linkId} ${row.currency}`, row.heldMinor]))).toEqual(expected);
    const link = rows[0]!;
    const alone = await ask(COMMISSION_STATS, { groupBy: [], linkId: link.linkId });
    expect(alone.map((row) => row.amountMinor)).toEqual(
      rows.filter(({ linkId }) => linkId === link.linkId).map(({ amountMinor }) => amountMinor),
    );
  });

  test("without arguments: by day, the last ninety days", async () => {
    const { data } = await door.graph(
      "{ commissionStats { nodes { day month currency } } clickStats { nodes { day } } }",
      {
        token: owner,
      },
    );
    expect(data.commissionStats.nodes.length).toBeGreaterThan(5);
    expect(data.commissionStats.nodes[0]).toEqual({
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      month: null,
      currency: expect.any(String),
    });
    const days = data.clickStats.nodes.map(({ day }: any) => day);
    expect(days.every((day: string, index: number) => index === 0 || days[index - 1] < day)).toBe(true);
  });

  test("pages of any size show every group once, in the order of its key", async () => {
    const groupBy = ["PARTNER", "SUB_ID", "WEEK"];
    const whole = await askAll(COMMISSION_STATS, { groupBy });
    for (const first of [1, 7]) expect(await askAll(COMMISSION_STATS, { groupBy }, first)).toEqual(whole);
    expect(whole.length).toBeGreaterThan(20);
  });

  test("how many groups there are is told on every page, and no further than to 10,000", async () => {
    for (const field of ["commissionStats", "clickStats"]) {
      const groupBy = ["PARTNER", "SUB_ID", "WEEK"];
      const count = async (variables: object) =>
        (await door.graph(counting(field), { token: owner, variables: { groupBy, ...variables } })).data[field];
      const whole = await count({ first: 100 });
      const total = whole.nodes.length;
      expect(total).toBeLessThan(100);
      const page = await count({ first: 2 });
      const next = await count({ first: 100, after: page.pageInfo.endCursor });
      for (const { all, isTotalCountExact } of [whole, page, next, await count({ first: 0 })])
        expect({ all, isTotalCountExact }).toEqual({ all: total, isTotalCountExact: true });
    }

    const many = await door.organization();
    const campaign = await many.campaign();
    const { id: partnerId, linkId } = await campaign.partner("Many");
    await many.ctx.execute(
      `INSERT INTO click (organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at, sub_id)
       SELECT $1::uuid, gen_random_uuid(), $2::uuid, $3::uuid, $4::uuid, gen_random_uuid(), now() - interval '1 hour', 'place-' || n
       FROM generate_series(1, 10001) n`,
      [many.id, linkId, campaign.programId, partnerId],
    );
    const { token } = await many.member("OWNER");
    const { data } = await door.graph(counting("clickStats"), { token, variables: { groupBy: ["SUB_ID"], first: 1 } });
    expect(data.clickStats).toMatchObject({ all: 10_000, isTotalCountExact: false });
  });

  test("updatedAt moves when a commission in the group does", async () => {
    const campaign = await acme.campaign({ holdbackDays: 0 });
    const partner = await campaign.partner("Cid");
    await campaign.touch(partner, "user-late");
    await campaign.sale("user-late", { id: "late-1" });
    const asked = { groupBy: ["PARTNER"], partnerId: partner.id };
    const [before] = await ask(COMMISSION_STATS, asked);
    while ((await door.container.commissions.approveDue(acme.ctx)) > 0);
    const [approved] = await ask(COMMISSION_STATS, asked);
    await campaign.sale("user-late", {
      type: "refund",
      refundOf: "late-1",
      amount: { amountMinor: 100, currency: "USD" },
    });
    const [adjusted] = await ask(COMMISSION_STATS, asked);
    expect([before, approved, adjusted]).toMatchObject([
      { heldMinor: 1000, approvedMinor: 0, amountMinor: 1000 },
      { heldMinor: 0, approvedMinor: 1000, amountMinor: 1000 },
      { approvedMinor: 1000, adjustedMinor: -10, amountMinor: 990, id: before.id },
    ]);
    expect(before.updatedAt < approved.updatedAt && approved.updatedAt < adjusted.updatedAt).toBe(true);
  });
});

describe("what clicks come to", () => {
  test("clicks and flagged clicks add up to the whole; visitors are counted once in each group", async () => {
    const [whole] = await ask(CLICK_STATS, { groupBy: [] });
    const [counted] = await acme.ctx.query<any>(
      `SELECT count(*)::int AS clicks, count(DISTINCT visitor_id)::int AS visitors FROM click WHERE organization_id = $1`,
      [acme.id],
    );
    expect(whole).toMatchObject({ id: "all", ...counted, flaggedClicks: 4 });
    for (const dimension of DIMENSIONS) {
      const rows = await askAll(CLICK_STATS, { groupBy: [dimension] });
      const sums = sumsBy(rows, () => "all", ["clicks", "flaggedClicks"]);
      expect({ dimension, ...sums.all }).toEqual({ dimension, clicks: whole.clicks, flaggedClicks: 4 });
    }
  });

  test("days, weeks and months begin where the time zone says", async () => {
    const organization = await door.organization();
    const token = (await organization.member("MANAGER")).token;
    const campaign = await organization.campaign();
    const partner = await campaign.partner();
    const at = (instant: string) => ({
      id: newId(),
      linkId: partner.linkId,
      programId: campaign.programId,
      partnerId: partner.id,
      visitorId: newId(),
      clickedAt: new Date(instant),
    });
    // The first is a Sunday evening in UTC and a Monday morning in Tokyo, the last the year's end in New York.
    await importClicks(organization.ctx, ["2026-03-01T20:00:00Z", "2026-01-01T03:00:00Z"].map(at));
    const asked = { from: "2025-12-01T00:00:00Z", until: "2026-04-01T00:00:00Z", groupBy: ["DAY", "WEEK", "MONTH"] };
    const read = async (timeZone?: string) =>
      (await ask(CLICK_STATS, { ...asked, timeZone }, token)).map(({ day, week, month }) => `${day} ${week} ${month}`);
    expect(await read()).toEqual(["2026-01-01 2025-12-29 2026-01-01", "2026-03-01 2026-02-23 2026-03-01"]);
    expect(await read("Asia/Tokyo")).toEqual(["2026-01-01 2025-12-29 2026-01-01", "2026-03-02 2026-03-02 2026-03-01"]);
    expect(await read("America/New_York")).toEqual([
      "2025-12-31 2025-12-29 2025-12-01",
      "2026-03-01 2026-02-23 2026-03-01",
    ]);
    expect(await ask(CLICK_STATS, { ...asked, until: "2026-03-01T20:00:00Z" }, token)).toHaveLength(1);
  });
});

test("a time zone does no harm where nothing depends on it", async () => {
  for (const query of [COMMISSION_STATS, CLICK_STATS]) {
    const asked = { groupBy: ["PARTNER"], from: "2020-01-01T00:00:00Z" };
    expect(await ask(query, { ...asked, timeZone: "Asia/Tokyo" })).toEqual(await ask(query, asked));
  }
});

describe("who may ask what", () => {
  test("a partner sees their own and no other's", async () => {
    const [ann, bob] = world.partners as any[];
    for (const query of [COMMISSION_STATS, CLICK_STATS]) {
      const [own, named] = [
        await ask(query, { groupBy: ["PARTNER"] }, ann.token),
        await ask(query, { groupBy: ["PARTNER"], partnerId: ann.id }),
      ];
      expect(own.length).toBeGreaterThan(0);
      expect(own).toEqual(named);
      expect(codes(await door.graph(query, { token: ann.token, variables: { partnerId: bob.id } }))).toEqual([
        "NOT_FOUND",
      ]);
      const linkId = world.links.find(({ partner }) => partner.id === bob.id)!.linkId;
      expect(codes(await door.graph(query, { token: ann.token, variables: { linkId } }))).toEqual(["NOT_FOUND"]);
    }
  });

  test("what belongs to another organization does not exist", async () => {
    const rival = await door.organization();
    const token = (await rival.member("OWNER")).token;
    for (const query of [COMMISSION_STATS, CLICK_STATS]) {
      expect(await ask(query, { groupBy: [] }, token)).toEqual([]);
      const { partner, programId, linkId } = world.links[0]!;
      for (const variables of [
        { partnerId: partner.id },
        { programId },
        { linkId },
        { linkId: "x" },
        { programId: "'" },
      ]) {
        expect(codes(await door.graph(query, { token, variables }))).toEqual(["NOT_FOUND"]);
      }
    }
  });

  test("a cursor serves its own question, its own reader and nobody else", async () => {
    const first = await door.graph(COMMISSION_STATS, { token: owner, variables: { first: 1, groupBy: ["DAY"] } });
    const after = first.data.stats.pageInfo.endCursor;
    const manager = (await acme.member("MANAGER")).token;
    for (const [token, groupBy, cursor] of [
      [manager, ["DAY"], after],
      [owner, ["WEEK"], after],
      [owner, ["DAY", "PARTNER"], after],
      [owner, ["DAY"], `${after}A`],
      [owner, ["DAY"], "x".repeat(5000)],
    ] as const) {
      const answer = await door.graph(COMMISSION_STATS, { token, variables: { groupBy, after: cursor } });
      expect(codes(answer)).toEqual(["cursor_invalid"]);
    }
  });

  test("absurd dates, zones, pages and groups are refused and named", async () => {
    const refusals: [Record<string, unknown>, string][] = [
      [{ from: "0000-01-01T00:00:00Z" }, "range_out_of_bounds"],
      [{ until: "9999-12-31T23:59:59Z" }, "range_out_of_bounds"],
      [{ from: "2026-02-01T00:00:00Z", until: "2026-02-01T00:00:00Z" }, "range_empty"],
      [{ timeZone: "Mars/Olympus" }, "time_zone_unknown"],
      [{ timeZone: "EST" }, "time_zone_unknown"],
      [{ timeZone: "+02:00" }, "time_zone_unknown"],
      [{ timeZone: "Europe/Berlin'; --" }, "time_zone_unknown"],
      [{ timeZone: "\u0000" }, "time_zone_unknown"],
      [{ timeZone: "A/".repeat(10_000) }, "time_zone_unknown"],
      [{ first: 101 }, "page_out_of_bounds"],
      [{ first: -1 }, "page_out_of_bounds"],
    ];
    for (const query of [COMMISSION_STATS, CLICK_STATS]) {
      for (const [variables, code] of refusals) {
        expect({ variables, codes: codes(await door.graph(query, { token: owner, variables })) }).toEqual({
          variables,
          codes: [code],
        });
      }
    }
    const byCurrency = await door.graph(CLICK_STATS, { token: owner, variables: { groupBy: ["CURRENCY"] } });
    expect(codes(byCurrency)).toEqual(["dimension_not_allowed"]);
    expect(await ask(COMMISSION_STATS, { first: 0 })).toEqual([]);
    const many = { groupBy: Array.from({ length: 500 }, () => "DAY") };
    expect(await ask(COMMISSION_STATS, many)).toEqual(await ask(COMMISSION_STATS, { groupBy: ["DAY"] }));
  });
});
