import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { createDataSource } from "../../src/shared/database/data-source.js";
import { Database } from "../../src/shared/database/database.js";
import type { Shop } from "../support/event-world.js";
import { EventWorld } from "../support/event-world.js";
import { tenPercent } from "../support/program-world.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

let base: World;
let world: EventWorld;
let otherDatabase: Database;
let otherWorld: EventWorld;

beforeAll(async () => {
  base = await startWorld();
  world = new EventWorld(base);
  const dataSource = createDataSource({ url: base.storage.appUrl, poolMax: 5, applicationName: "the other process" });
  await dataSource.initialize();
  otherDatabase = new Database(dataSource);
  otherWorld = new EventWorld(base);
});
afterAll(async () => {
  await otherDatabase.dataSource.destroy();
  await base.end();
});

const ROUNDS = 12;
const HOUR_MS = 3_600_000;

/** The same organization through two processes. */
async function twoProcesses(given: Parameters<EventWorld["shop"]>[0] = {}): Promise<[Shop, Shop]> {
  const shop = await world.shop(given);
  return [shop, shop.through(otherWorld, otherDatabase)];
}

const sale = (id: string, userId: string, more: Record<string, unknown> = {}) => ({
  id,
  type: "sale",
  userId,
  amount: { amountMinor: 10_000, currency: "USD" },
  ...more,
});

describe("two processes", () => {
  test("S19 the same events sent to both are recorded once, and both get the same answers", async () => {
    const [one, other] = await twoProcesses();
    const ann = await one.partner();
    const { id: cref } = await one.click(ann);
    await one.identify(cref, "user-0");
    for (let round = 0; round < ROUNDS; round++) {
      const bodies = Array.from({ length: 20 }, (_, n) => sale(`r${round}-${n}`, `user-${n % 3}`));
      const [first, second] = await Promise.all([
        one.world.events.record(one.ctx, bodies),
        other.world.events.record(other.ctx, bodies.toReversed()),
      ]);
      const answers = first.map((outcome) => outcome.kind === "answered" && outcome.answer);
      expect(second.toReversed().map((outcome) => outcome.kind === "answered" && outcome.answer)).toEqual(answers);
      const fresh = [...first, ...second].filter((outcome) => outcome.kind === "answered" && !outcome.isRepeat);
      expect(fresh).toHaveLength(20);
    }
    expect(await one.count("event")).toBe(20 * ROUNDS);
    expect((await one.owed(ann.partnerId)).held).toBe(BigInt(7 * ROUNDS) * 1000n);
    expect(await one.ledgerFaults()).toEqual([]);
  });

  test("S19 one id with two bodies, sent to both for two persons, is recorded once and refused once", async () => {
    const [one, other] = await twoProcesses();
    const ann = await one.partner();
    for (const userId of ["user-0", "user-1"]) await one.identify((await one.click(ann)).id, userId);
    for (let round = 0; round < ROUNDS; round++) {
      const outcomes = await Promise.all(
        [one, other].map((shop, n) => shop.world.events.record(shop.ctx, [sale(`r${round}`, `user-${n}`)])),
      );
      const told = outcomes.flat().map((outcome) => (outcome.kind === "refused" ? outcome.refusal.code : outcome.kind));
      expect(told.toSorted()).toEqual(["answered", "id_reused"]);
    }
    expect((await one.owed(ann.partnerId)).held).toBe(BigInt(ROUNDS) * 1000n);
    expect(await one.ledgerFaults()).toEqual([]);
  });

  test("S11 first and subsequent hold when both record events of one person", async () => {
    const rules = [{ ...tenPercent, key: "first", occurrence: "first" as const }];
    const [one, other] = await twoProcesses({ rules });
    const ann = await one.partner();
    const { id: cref } = await one.click(ann, { agoMs: 30 * HOUR_MS });
    await one.identify(cref, "user-1");
    const at = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();
    await Promise.all(
      Array.from({ length: ROUNDS }, async (_, n) => {
        const shop = n % 2 === 0 ? one : other;
        await shop.world.events.record(shop.ctx, [sale(`e${n}`, "user-1", { occurredAt: at(n + 1) })]);
      }),
    );
    expect(Object.keys(await one.nets())).toEqual([`e${ROUNDS - 1} ${ann.partnerId} first`]);
    expect(await one.ledgerFaults()).toEqual([]);
  });

  test("S17 a refund and its event that arrive at the same moment find each other", async () => {
    const [one, other] = await twoProcesses();
    const ann = await one.partner();
    const { id: cref } = await one.click(ann);
    await one.identify(cref, "user-1");
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all([
        one.world.events.record(one.ctx, [sale(`e${round}`, "user-1")]),
        other.world.events.record(other.ctx, [sale(`r${round}`, "user-2", { type: "refund", refundOf: `e${round}` })]),
      ]);
    }
    expect(await one.nets()).toEqual({});
    expect(await one.ledgerFaults()).toEqual([]);
  });

  test("S18 a refund against an approval leaves the same worth, whoever is first", async () => {
    const [one, other] = await twoProcesses({ holdbackDays: 0 });
    const ann = await one.partner();
    const { id: cref } = await one.click(ann);
    await one.identify(cref, "user-1");
    for (let round = 0; round < ROUNDS; round++) {
      await one.sale({ id: `e${round}`, userId: "user-1" });
      await Promise.all([
        one.world.commissions.approveDue(one.ctx),
        other.refund(`e${round}`, { userId: "user-1", amount: { amountMinor: 4_000, currency: "USD" } }),
      ]);
    }
    const { held, payable } = await one.owed(ann.partnerId);
    expect(held + payable).toBe(600n * BigInt(ROUNDS));
    expect(await one.ledgerFaults()).toEqual([]);
  });

  test("S3 stitches and events with only a cref that arrive together end with one person and one truth", async () => {
    const [one, other] = await twoProcesses();
    const ann = await one.partner();
    for (let round = 0; round < ROUNDS; round++) {
      const { id: cref } = await one.click(ann);
      await Promise.all([
        one.sale({ id: `c${round}`, cref }),
        other.identify(cref, `user-${round}`),
        other.sale({ id: `u${round}`, userId: `user-${round}` }),
        one.identify(cref, `user-${round}`),
      ]);
    }
    const rows = await one.ctx.query<{ persons: bigint }>(
      "SELECT count(DISTINCT person_id) AS persons FROM event WHERE organization_id = $1",
      [one.ctx.organizationId],
    );
    expect(rows).toEqual([{ persons: BigInt(ROUNDS) }]);
    expect((await one.owed(ann.partnerId)).held).toBe(2000n * BigInt(ROUNDS));
    expect(await one.ledgerFaults()).toEqual([]);
  });

  test("CC16 nothing accrues to a partner once their revocation has committed", async () => {
    const [one, other] = await twoProcesses();
    const ann = await one.partner();
    const { id: cref } = await one.click(ann);
    await one.identify(cref, "user-1");
    const stop = new AbortController();
    const recording = (async () => {
      for (let n = 0; !stop.signal.aborted; n++) await other.sale({ id: `e${n}`, userId: "user-1" });
    })();
    await new Promise((resolve) => setTimeout(resolve, 150));
    await one.world.partners.revoke(one.ctx, ann.partnerId);
    const { held } = await one.owed(ann.partnerId);
    await one.sale({ id: "afterwards", userId: "user-1" });
    stop.abort();
    await recording;
    expect(held).toBeGreaterThan(0n);
    expect((await one.owed(ann.partnerId)).held).toBe(held);
  });

  test("flags and events that arrive together end with the same worth as one after the other", async () => {
    const [one, other] = await twoProcesses();
    const [ann, bob] = [await one.partner(), await one.partner()];
    for (let round = 0; round < ROUNDS; round++) {
      const { id: first, visitorId } = await one.click(ann, { agoMs: 2 * HOUR_MS });
      const { id: second } = await one.click(bob, { visitorId, agoMs: HOUR_MS });
      await one.identify(first, `user-${round}`);
      await Promise.all([one.sale({ userId: `user-${round}` }), other.world.flags.flag(other.ctx, second, {})]);
    }
    expect((await one.owed(ann.partnerId)).held).toBe(1000n * BigInt(ROUNDS));
    expect((await one.owed(bob.partnerId)).held).toBe(0n);
    expect(await one.ledgerFaults()).toEqual([]);
  });
});
