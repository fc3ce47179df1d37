import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { sumCommissions } from "../../../src/jobs/partners/sum-commissions.job.js";
import type { DimensionName } from "../../../src/services/partners/reporting/catalog.js";
import { ReportService } from "../../../src/services/partners/reporting/report.service.js";
import { TimeZones } from "../../../src/services/partners/reporting/time-zones.js";
import { SummedSizes } from "../../../src/services/partners/rollups/summed-sizes.js";
import { rollupsEqualCommissions } from "../../../src/services/platform/invariants/rollups-equal-commissions.js";
import { CursorCodec } from "../../../src/shared/cursor.js";
import { Random } from "../../faults/random.js";
import type { Question } from "../../support/rolled-world.js";
import { RolledWorld } from "../../support/rolled-world.js";
import type { World } from "../../support/world.js";
import { startWorld } from "../../support/world.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = "2026-06-20T12:00:00Z";

let base: World;
let superuser: pg.Client;
beforeAll(async () => {
  base = await startWorld({ now: NOW });
  superuser = new pg.Client(base.storage.superuserUrl);
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await base.end();
});

const passTime = (ms: number): void => base.clock.set(new Date(base.clock.now().getTime() + ms));
const found = (world: RolledWorld): Promise<string[]> =>
  world.ctx.snapshot(async (ctx) => (await rollupsEqualCommissions.find(ctx, 1_000)).examples);

/** An organization with some weeks of history, all of it summed that may be. */
async function summedWorld(seed: number, timeZone = "Europe/Berlin"): Promise<RolledWorld> {
  base.clock.set(NOW);
  const world = await RolledWorld.start(base, timeZone, seed);
  for (let step = 0; step < 60; step++) await world.happen();
  await world.closeAll();
  return world;
}

/** A sale of somebody who clicked, long enough ago that its day is summed. Gives the commission's id. */
async function oldCommission(world: RolledWorld, agoMs = 5 * DAY_MS): Promise<string> {
  const userId = `buyer-${Math.random()}`;
  const click = await world.shop.click(world.sellers[0]!, { agoMs: agoMs + HOUR_MS });
  await world.shop.identify(click.id, userId);
  await world.shop.sale({ userId, agoMs });
  const [commission] = await world.ctx.query<{ id: string }>(
    `SELECT c.id FROM commission c JOIN event e ON e.organization_id = c.organization_id AND e.id = c.event_id
     JOIN person p ON p.organization_id = e.organization_id AND p.id = e.person_id
     WHERE c.organization_id = $1 AND p.user_id = $2`,
    [world.ctx.organizationId, userId],
  );
  return commission!.id;
}

describe("the answer from sums is the answer from commissions", () => {
  test.each([
    ["UTC", "2026-03-20T00:30:00Z", 1],
    ["America/St_Johns", "2026-03-20T03:40:00Z", 2],
    ["Europe/Berlin", "2026-11-10T23:30:00Z", 3],
    ["Asia/Kathmandu", "2026-07-01T12:00:00Z", 4],
  ])(
    "whatever happens in whatever order, and whenever days are summed (%s)",
    async (timeZone, now, seed) => {
      base.clock.set(now);
      const world = await RolledWorld.start(base, timeZone, seed);
      const random = new Random(seed);
      let [summedDays, markedDays] = [0, 0];
      for (let step = 0; step < 150; step++) {
        await world.happen();
        if (random.whole(0, 4) === 0) await world.rollups.close(world.ctx);
        if (random.whole(0, 9) === 0) passTime(random.whole(1, 30) * HOUR_MS);
        if (step % 5 > 0) continue;
        const { summed, marked } = await world.days();
        [summedDays, markedDays] = [Math.max(summedDays, summed), Math.max(markedDays, marked)];
        await world.expectSame();
      }
      // It was about something.
      expect([summedDays > 10, markedDays > 0]).toEqual([true, true]);
      await world.closeAll();
      expect((await world.days()).marked).toBe(0);
      await world.expectSame();
      expect(await found(world)).toEqual([]);
    },
    240_000,
  );

  test("of a month as well, once its days are summed, and for as long as nothing in it changes", async () => {
    base.clock.set("2026-05-28T12:00:00Z");
    const world = await RolledWorld.start(base, "America/New_York", 9);
    for (const agoDays of [27, 20, 3]) await oldCommission(world, agoDays * DAY_MS);
    await world.closeAll();
    expect(await world.months()).toEqual([]);
    // The month has no commission in its last days, and the next one has its first.
    passTime(8 * DAY_MS);
    await oldCommission(world, 2 * DAY_MS);
    await world.closeAll();
    expect(await world.months()).toEqual(["2026-05"]);
    const byPartner: Question = { ...world.whole, dimensions: ["month", "partner", "link", "currency"] };
    await world.expectSame([byPartner]);

    await oldCommission(world, 15 * DAY_MS);
    await world.expectSame([byPartner]);
    await world.closeAll();
    expect(await world.months()).toEqual(["2026-05"]);
    await world.expectSame([byPartner]);
    // Nothing else is read of it.
    await world.ctx.execute("DELETE FROM commission_rollup WHERE organization_id = $1 AND scope = 'month'", [
      world.ctx.organizationId,
    ]);
    const { summed } = await world.answers({ ...byPartner, until: new Date("2026-06-01T04:00:00Z") });
    expect(summed).toEqual([]);
  });

  test("however old a fact is, and in days that had none", async () => {
    const world = await summedWorld(10);
    const before = await world.days();
    for (const agoDays of [29, 28, 27.5]) await oldCommission(world, agoDays * DAY_MS);
    await world.expectSame([world.whole]);
    await world.closeAll();
    await world.expectSame([world.whole]);
    expect((await world.days()).summed).toBeGreaterThanOrEqual(before.summed);
    expect((await world.days()).marked).toBe(0);
  });

  test("in a zone where clocks are put back over midnight, and in one that left a day out", async () => {
    base.clock.set("2009-11-20T12:00:00Z");
    const world = await RolledWorld.start(base, "America/St_Johns", 11);
    // 00:00:30 on the second of November, before the clocks went back to 23:01 of the first; and once more afterwards.
    for (const at of ["2009-11-01T02:30:30Z", "2009-11-01T02:45:00Z", "2009-11-01T03:30:30Z"]) {
      await oldCommission(world, base.clock.now().getTime() - Date.parse(at));
    }
    await world.closeAll();
    const byDay = (timeZone?: string): Question => ({ ...world.whole, dimensions: ["day", "currency"], timeZone });
    await world.expectSame([byDay(), byDay("America/St_Johns"), byDay("UTC"), byDay("Europe/Berlin")]);

    base.clock.set("2012-01-10T12:00:00Z");
    const apia = await RolledWorld.start(base, "Pacific/Apia", 12);
    for (const at of ["2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z", "2011-12-31T09:59:59Z"]) {
      await oldCommission(apia, base.clock.now().getTime() - Date.parse(at));
    }
    await apia.closeAll();
    expect((await apia.days()).summed).toBe(2);
    await apia.expectSame([byDay(), byDay("UTC")]);
  });

  test("an organization that moves to another zone has its days summed anew", async () => {
    const world = await summedWorld(13);
    await superuser.query("UPDATE organization SET time_zone = 'Asia/Kathmandu' WHERE id = $1", [
      world.ctx.organizationId,
    ]);
    await world.expectSame();
    await world.closeAll();
    await world.expectSame();
    const days = await world.ctx.query<{ at: string }>(
      `SELECT DISTINCT to_char(starts_at AT TIME ZONE 'UTC', 'HH24:MI') AS at FROM commission_rollup_day WHERE organization_id = $1`,
      [world.ctx.organizationId],
    );
    expect(days).toEqual([{ at: "18:15" }]);
  });
});

describe("who changes a commission while its day is summed", () => {
  test("waits for nobody, and what it changed is seen once it commits", async () => {
    const world = await summedWorld(20);
    const [earlier, later] = [await oldCommission(world), await oldCommission(world)];
    await world.closeAll();
    // The day is marked already: whoever sums it takes this mark away, and must leave the one that is not committed.
    await world.shop.world.commissions.reject(world.ctx, earlier);
    await world.ctx.transaction(async (ctx) => {
      await world.shop.world.commissions.reject(ctx, later);
      await world.closeAll();
      expect((await world.days()).marked).toBe(0);
      await world.expectSame([world.whole]);
    });
    expect((await world.days()).marked).toBe(1);
    await world.expectSame([world.whole]);
    await world.closeAll();
    expect((await world.days()).marked).toBe(0);
    await world.expectSame([world.whole]);
    expect(await found(world)).toEqual([]);
  });

  test("a day is not summed while a transaction runs that may write into it without a mark", async () => {
    const world = await summedWorld(21, "UTC");
    const userId = "late";
    const click = await world.shop.click(world.sellers[0]!, { agoMs: DAY_MS });
    await world.shop.identify(click.id, userId);
    // Two seconds before the day before is an hour over.
    base.clock.set("2026-06-22T00:59:58Z");
    await world.closeAll();
    const daysOf = async (): Promise<number> => {
      await world.closeAll();
      return (await world.ctx.query("SELECT FROM commission_rollup_day WHERE starts_at = '2026-06-21T00:00:00Z'"))
        .length;
    };
    // So the day has a commission that could be summed.
    await oldCommission(world, 2 * HOUR_MS);
    await world.ctx.transaction(async (ctx) => {
      const sold = { id: "in-time", type: "sale", userId, amount: { amountMinor: 10_000, currency: "USD" } };
      const [outcome] = await world.shop.world.events.record(ctx, [
        { ...sold, occurredAt: "2026-06-21T23:59:59.500Z" },
      ]);
      expect(outcome?.kind).toBe("answered");
      await new Promise((resolve) => setTimeout(resolve, 4_500));
      expect(await daysOf()).toBe(0);
    });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await daysOf()).toBe(1);
    expect((await world.days()).marked).toBe(0);
    await world.expectSame([world.whole]);
    expect(await found(world)).toEqual([]);
  });

  test("many who write, several who sum and somebody who asks agree at every moment", async () => {
    const world = await summedWorld(22);
    const until = Date.now() + 6_000;
    const repeat = async (work: () => Promise<unknown>): Promise<number> => {
      let times = 0;
      for (; Date.now() < until; times++) await work();
      return times;
    };
    const done = await Promise.all([
      repeat(() => world.happen()),
      repeat(() => world.happen()),
      repeat(() => world.happen()),
      repeat(() => world.rollups.close(world.ctx)),
      repeat(() => world.rollups.close(world.ctx)),
      repeat(() => world.expectSame([world.question(), world.whole])),
    ]);
    expect(done.every((times) => times > 3)).toBe(true);
    await world.closeAll();
    await world.expectSame();
    expect(await found(world)).toEqual([]);
  });
});

describe("sums that are wrong", () => {
  const TAMPERINGS: [string, string, RegExp][] = [
    [
      "a sum is changed",
      "UPDATE commission_rollup SET amount_minor = amount_minor + 1 WHERE organization_id = $1",
      /says \d+ commissions with \d+ .*they come to \d+ /,
    ],
    [
      "a sum is lost",
      "DELETE FROM commission_rollup WHERE organization_id = $1 AND scope = 'program'",
      /says nothing; they come to/,
    ],
    [
      "a sum is about nothing",
      `INSERT INTO commission_rollup
       SELECT organization_id, scope, starts_at, program_id, 'XXX', status, partner_id, link_id, 1, 1, 0, updated_at
       FROM commission_rollup WHERE organization_id = $1 LIMIT 1`,
      /in XXX .*they come to nothing/,
    ],
    [
      "a month's sum is changed",
      "UPDATE commission_rollup SET conversions = conversions + 1 WHERE organization_id = $1 AND scope = 'month'",
      /the month sum of .* says/,
    ],
    ["a month is lost", "DELETE FROM commission_rollup_month WHERE organization_id = $1", /that is not summed/],
    ["a day is lost", "DELETE FROM commission_rollup_day WHERE organization_id = $1", /that is not summed/],
    [
      "days overlap",
      "UPDATE commission_rollup_day SET ends_at = ends_at + interval '1 month' WHERE organization_id = $1",
      /is summed twice/,
    ],
    [
      "commissions are changed without a mark",
      "UPDATE commission SET updated_at = now() WHERE organization_id = $1",
      /they come to/,
    ],
  ];
  test.each(TAMPERINGS)(
    "are found by the check and mended by making them again: %s",
    async (_, tampering, sentence) => {
      const world = await summedWorld(30);
      await oldCommission(world, 25 * DAY_MS);
      await world.closeAll();
      expect(await found(world)).toEqual([]);
      await superuser.query(tampering, [world.ctx.organizationId]);
      expect(await found(world)).toEqual(expect.arrayContaining([expect.stringMatching(sentence)]));
      const shares: number[] = [];
      await world.rollups.rebuild(world.ctx, (share) => shares.push(share));
      expect(await found(world)).toEqual([]);
      await world.expectSame();
      expect(shares.length).toBeGreaterThan(0);
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    },
  );

  test("are what answers would be made of: nothing else is read of a summed day", async () => {
    const world = await summedWorld(31);
    await world.ctx.execute("DELETE FROM commission_rollup WHERE organization_id = $1", [world.ctx.organizationId]);
    const { summed, facts } = await world.answers({ ...world.whole, until: new Date("2026-06-18T22:00:00Z") });
    expect([summed.length, facts.length > 0]).toEqual([0, true]);
  });
});

test("statistics read sums where there are many commissions, in every zone, and say the same", async () => {
  const world = await summedWorld(50);
  const { ctx } = world;
  const cursors = new CursorCodec(Buffer.alloc(32));
  const [summing, reading] = [0, 1_000_000].map(
    (worthFrom) => new ReportService(new TimeZones(), cursors, new SummedSizes(worthFrom)),
  );
  const until = new Date("2026-06-18T22:00:00Z");
  const ask = async (service: ReportService, timeZone?: string, dimensions: DimensionName[] = ["day", "partner"]) => {
    const asked = { metrics: world.whole.metrics, dimensions, from: new Date(0), until, timeZone };
    const { rows } = await service.page(ctx, asked, { first: 1_000 });
    return rows.map(({ id, cells }) => ({ id, cells }));
  };
  for (const timeZone of [undefined, "Europe/Berlin", "Asia/Kathmandu"]) {
    const rows = await ask(reading!, timeZone);
    expect(rows.length).toBeGreaterThan(3);
    expect(await ask(summing!, timeZone)).toEqual(rows);
  }
  await ctx.execute("DELETE FROM commission_rollup WHERE organization_id = $1", [ctx.organizationId]);
  const zones = [undefined, "Europe/Berlin", "Asia/Kathmandu"];
  const found = await Promise.all(zones.map(async (zone) => (await ask(summing!, zone)).length > 0));
  // Days of another zone are read.
  expect(found).toEqual([false, false, true]);
  expect(await ask(summing!, "Asia/Kathmandu", ["partner"])).toEqual([]);
  expect((await ask(reading!)).length).toBeGreaterThan(3);
});

test("the job sums every organization that has something to sum, and then finds none", async () => {
  base.clock.set(NOW);
  const [one, two, three] = [
    await RolledWorld.start(base, "UTC", 40),
    await RolledWorld.start(base, "Asia/Tokyo", 41),
    await RolledWorld.start(base, "UTC", 42),
  ];
  await oldCommission(one);
  await oldCommission(two, 3 * DAY_MS);
  // Of today: there is nothing to sum yet.
  await oldCommission(three, 10_000);
  const job = sumCommissions(one.rollups);
  const mine = new Set([one, two, three].map(({ ctx }) => ctx.organizationId));
  const due = async (): Promise<string[]> => (await job.dueIn(base.operator)).filter((id) => mine.has(id));
  expect(new Set(await due())).toEqual(new Set([one.ctx.organizationId, two.ctx.organizationId]));
  for (const id of await due()) await job.run(base.operator.in(id));
  expect(await due()).toEqual([]);
  expect([(await one.days()).summed, (await two.days()).summed, (await three.days()).summed]).toEqual([1, 1, 0]);
  await oldCommission(one, 9 * DAY_MS);
  expect(await due()).toEqual([one.ctx.organizationId]);
});
