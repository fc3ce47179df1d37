import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import {
  DUPLICATE_WINDOW_SECONDS,
  VELOCITY_CLICKS_MAX,
  VELOCITY_WINDOW_SECONDS,
  judgeClicks,
  judgeLandedClicks,
} from "../../../src/services/partners/click/click-judge.js";
import { ClickTable } from "../../../src/services/partners/click/click-table.js";
import { LandedClickReview } from "../../../src/services/partners/click/landed-click-review.js";
import { importClicks } from "../../../src/services/partners/click/click-import.js";
import type { NewClick } from "../../../src/services/partners/click/new-click.js";
import { newId } from "../../../src/shared/ids.js";
import { silentLog } from "../../support/silent-log.js";
import type { World } from "../../support/world.js";
import { startWorld } from "../../support/world.js";
import type { LinkGround } from "./link-ground.js";
import { linkGround } from "./link-ground.js";

const T0 = Date.parse("2026-03-01T12:00:30Z");
const at = (seconds: number): Date => new Date(T0 + seconds * 1_000);

let world: World;
let table: ClickTable;
beforeAll(async () => {
  world = await startWorld();
  table = new ClickTable(world.storage.appUrl);
});
afterAll(async () => {
  await table.close();
  await world.end();
});

const ids = (clicks: NewClick[]): string[] => clicks.map((click) => click.id);

async function flagsOf({ ctx }: LinkGround): Promise<string[]> {
  const rows = await ctx.query<{ click_id: string; reason: string }>("SELECT click_id, reason FROM click_flag");
  return rows.map((row) => `${row.click_id} ${row.reason}`).sort();
}

test("a visitor's second click on one link within ten seconds is a duplicate, with the first as its evidence", async () => {
  const acme = await linkGround(world.operator);
  const visitorId = randomUUID();
  const first = acme.click({ clickedAt: at(0), visitorId });
  const soon = acme.click({ clickedAt: at(9.999), visitorId });
  const later = acme.click({ clickedAt: at(20), visitorId });
  const elsewhere = acme.click({ clickedAt: at(21) });
  await table.insert([first, soon, later, elsewhere]);
  await judgeClicks(acme.ctx, ids([first, soon, later, elsewhere]));
  expect(await acme.ctx.query("SELECT click_id, reason, evidence FROM click_flag")).toEqual([
    { click_id: soon.id, reason: "duplicate", evidence: { of: first.id, afterMs: 9_999 } },
  ]);
});

test("more than thirty clicks a minute from one source on one link are flagged for velocity from the thirty-first on", async () => {
  const acme = await linkGround(world.operator);
  const clicks = Array.from({ length: 35 }, (_, index) => acme.click({ clickedAt: at(index * 1.5) }));
  await table.insert(clicks);
  await judgeClicks(acme.ctx, ids(clicks));
  const fast = await acme.ctx.query<{ click_id: string; evidence: unknown }>(
    "SELECT click_id, evidence FROM click_flag WHERE reason = 'velocity'",
  );
  expect(fast.map((flag) => flag.click_id).sort()).toEqual(ids(clicks.slice(30)).sort());
  expect(fast[0]?.evidence).toEqual({ clicksMoreThan: 30, withinMs: 45_000 });
});

test("imported clicks are never judged", async () => {
  const acme = await linkGround(world.operator);
  const visitorId = randomUUID();
  const clicks = [acme.click({ clickedAt: at(0), visitorId }), acme.click({ clickedAt: at(1), visitorId })];
  await importClicks(acme.ctx, clicks);
  expect(await judgeLandedClicks(acme.ctx, ids(clicks))).toEqual({ found: 0, flags: [], people: 0 });
});

test("a flag that was lifted is not raised again", async () => {
  const acme = await linkGround(world.operator);
  const visitorId = randomUUID();
  const clicks = [acme.click({ clickedAt: at(0), visitorId }), acme.click({ clickedAt: at(1), visitorId })];
  await table.insert(clicks);
  expect(await judgeClicks(acme.ctx, ids(clicks))).toHaveLength(1);
  await acme.ctx.execute("UPDATE click_flag SET lifted_at = now()");
  expect(await judgeClicks(acme.ctx, ids(clicks))).toEqual([]);
  expect(await acme.ctx.query("SELECT FROM click_flag WHERE lifted_at IS NULL")).toEqual([]);
});

test("the same clicks get the same flags in whatever order and company they land, as a plain reading of the rule says", async () => {
  const random = seeded(7);
  for (let round = 0; round < 6; round++) {
    const acme = await linkGround(world.operator);
    // Crowded and lonely stretches, and several clicks in one millisecond.
    let seconds = 0;
    const visitors = [randomUUID(), randomUUID(), randomUUID()];
    const visitorOf = (): string => visitors[Math.floor(random() * 6)] ?? randomUUID();
    const clicks = Array.from({ length: 150 }, () => {
      seconds += random() < 0.2 ? 0 : random() < 0.1 ? random() * 90 : random() * 3;
      const sourceHash = Buffer.from(random() < 0.8 ? "one" : "two");
      return acme.click({ clickedAt: at(seconds), sourceHash, visitorId: visitorOf() });
    });
    const landing = clicks.map((click) => ({ click, place: random() })).sort((a, b) => a.place - b.place);
    for (let start = 0; start < landing.length; start += 40) {
      const batch = landing.slice(start, start + 40).map((one) => one.click);
      await table.insert(batch);
      await judgeLandedClicks(acme.ctx, ids(batch));
    }
    expect(await flagsOf(acme)).toEqual(expectedFlags(clicks));
  }
});

test("judging given clicks alone says the same of them", async () => {
  const random = seeded(11);
  const acme = await linkGround(world.operator);
  let seconds = 0;
  const clicks = Array.from({ length: 120 }, () => acme.click({ clickedAt: at((seconds += random() * 4)) }));
  await table.insert(clicks);
  for (const click of clicks) await judgeClicks(acme.ctx, [click.id]);
  expect(await flagsOf(acme)).toEqual(expectedFlags(clicks));
});

const order = (click: NewClick): string => `${click.clickedAt.toISOString()} ${click.id}`;

/** The rule as its sentences have it, without any regard for speed. */
function expectedFlags(clicks: NewClick[]): string[] {
  const flags: string[] = [];
  for (const click of clicks) {
    const earlier = (windowSeconds: number): NewClick[] =>
      clicks.filter(
        (one) =>
          order(one) < order(click) && click.clickedAt.getTime() - one.clickedAt.getTime() < windowSeconds * 1_000,
      );
    const crowd = earlier(VELOCITY_WINDOW_SECONDS).filter((one) =>
      one.sourceHash?.equals(click.sourceHash ?? Buffer.alloc(0)),
    );
    const own = earlier(DUPLICATE_WINDOW_SECONDS).filter((one) => one.visitorId === click.visitorId);
    if (crowd.length + 1 > VELOCITY_CLICKS_MAX) flags.push(`${click.id} velocity`);
    if (own.length > 0) flags.push(`${click.id} duplicate`);
  }
  return flags.sort();
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** A decided event of the click's visitor that credits it. */
async function credit(
  { ctx, organizationId, programId, partnerId }: LinkGround,
  click: NewClick,
  occurredAt: Date,
): Promise<string> {
  const [personId, eventId, attributionId] = [newId(), newId(), newId()];
  await ctx.transaction(async (ctx) => {
    await ctx.execute("INSERT INTO person (organization_id, id, visitor_id, created_at) VALUES ($1, $2, $3, now())", [
      organizationId,
      personId,
      click.visitorId,
    ]);
    await ctx.execute(
      `INSERT INTO event (organization_id, id, external_id, person_id, bound_by, type, occurred_at, recorded_at,
         settings_revision, body_hash) VALUES ($1, $2, $3, $4, 'cref', 'sale', $5, now(), 0, '\\x')`,
      [organizationId, eventId, eventId, personId, occurredAt],
    );
    await ctx.execute(
      `INSERT INTO attribution (organization_id, id, event_id, version, cause, program_id, model, weight_total, trace, decided_at)
       VALUES ($1, $2, $3, 1, 'event.recorded', $4, 'last_click', 1, '[]', now())`,
      [organizationId, attributionId, eventId, programId],
    );
    await ctx.execute(
      `INSERT INTO credit (organization_id, id, attribution_id, event_id, click_id, partner_id, program_id, position, weight)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 1)`,
      [organizationId, newId(), attributionId, eventId, click.id, partnerId, programId],
    );
  });
  return personId;
}

test("a click that is flagged after it was credited sends its person to be decided anew", async () => {
  const acme = await linkGround(world.operator);
  const visitorId = randomUUID();
  const [first, second] = [acme.click({ clickedAt: at(0), visitorId }), acme.click({ clickedAt: at(1), visitorId })];
  await table.insert([second]);
  const personId = await credit(acme, second, at(100));
  await judgeLandedClicks(acme.ctx, [second.id]);
  expect(await acme.ctx.query("SELECT FROM redecision")).toEqual([]);

  // The earlier click comes out of the spool only now.
  await table.insert([first]);
  await judgeLandedClicks(acme.ctx, [first.id]);
  expect(await acme.ctx.query("SELECT person_id, reason FROM redecision")).toEqual([
    { person_id: personId, reason: "click.flagged" },
  ]);
});

test("a click that lands after an event of its visitor sends the person to be decided anew; an event before it does not", async () => {
  const acme = await linkGround(world.operator);
  const known = acme.click({ clickedAt: at(0) });
  await table.insert([known]);
  const personId = await credit(acme, known, at(100));
  const asked: string[] = [];
  const review = new LandedClickReview(
    () => acme.ctx,
    silentLog,
    async (id) => void asked.push(id),
  );
  const land = async (clickedAt: Date): Promise<void> => {
    const late = acme.click({ clickedAt, visitorId: known.visitorId, sourceHash: Buffer.from(randomUUID()) });
    await table.insert([late]);
    await review.reconsider([late]);
  };
  await land(at(101));
  expect(await acme.ctx.query("SELECT FROM redecision")).toEqual([]);
  expect(asked).toEqual([]);
  await land(at(50));
  expect(await acme.ctx.query("SELECT person_id, reason FROM redecision")).toEqual([
    { person_id: personId, reason: "click.late" },
  ]);
  expect(asked).toEqual([acme.organizationId]);
});

test("a late click is judged before the spool lets go of it, and so are those that came soon after it", async () => {
  const acme = await linkGround(world.operator);
  const review = new LandedClickReview(() => acme.ctx, silentLog);
  const visitorId = randomUUID();
  const [late, soon] = [acme.click({ clickedAt: at(0), visitorId }), acme.click({ clickedAt: at(3), visitorId })];
  await table.insert([soon]);
  await judgeLandedClicks(acme.ctx, [soon.id]);
  expect(await flagsOf(acme)).toEqual([]);
  await table.insert([late]);
  await review.reconsider([late]);
  expect(await flagsOf(acme)).toHaveLength(1);
});

test("clicks of several organizations are reviewed, each in its own", async () => {
  const grounds = [await linkGround(world.operator), await linkGround(world.operator)];
  const review = new LandedClickReview((organizationId) => world.as(organizationId), silentLog);
  const visitorId = randomUUID();
  const clicks = grounds.flatMap((ground) =>
    [0, 1].map((second) => ground.click({ clickedAt: at(second), visitorId })),
  );
  await table.insert(clicks);
  review.take(clicks);
  await review.settle();
  for (const ground of grounds) expect(await flagsOf(ground)).toHaveLength(1);
  expect(review.counts).toMatchObject({ judged: 4, flagged: 2, passedOver: 0 });
});
