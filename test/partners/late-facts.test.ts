import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { Shop } from "../support/event-world.js";
import { EventWorld } from "../support/event-world.js";
import { tenPercent } from "../support/program-world.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

let base: World;
let world: EventWorld;
beforeAll(async () => {
  base = await startWorld();
  world = new EventWorld(base);
});
afterAll(() => base.end());

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** What each of these partners is owed, held and payable together. */
const owedTo = async (shop: Shop, partners: { partnerId: string }[]): Promise<bigint[]> =>
  Promise.all(
    partners.map(async ({ partnerId }) => {
      const { held, payable } = await shop.owed(partnerId);
      return held + payable;
    }),
  );

describe("late facts", () => {
  test("S18 a late stitch costs the old partner and credits the new, held by reversal and approved by adjustment", async () => {
    for (const isApproved of [false, true]) {
      const shop = await world.shop({ holdbackDays: 0 });
      const [ann, bob] = [await shop.partner(), await shop.partner()];
      const { id: first } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
      const { id: second } = await shop.click(bob, { agoMs: 2 * HOUR_MS });
      await shop.identify(first, "user-1");
      await shop.sale({ userId: "user-1", agoMs: HOUR_MS });
      if (isApproved) await shop.approveDue();
      await shop.identify(second, "user-1");
      expect(await owedTo(shop, [ann, bob])).toEqual([0n, 1000n]);
      expect(await shop.owed(bob.partnerId)).toEqual({ held: 1000n, payable: 0n });
      expect(await shop.count("adjustment")).toBe(isApproved ? 1 : 0);
      expect(await shop.ledgerFaults()).toEqual([]);
    }
  });

  test("S18 the new accrual matures when the old one would have", async () => {
    const shop = await world.shop();
    const ann = await shop.partner();
    const { id: cref } = await shop.click(ann);
    await shop.identify(cref, "user-1");
    await shop.sale({ id: "order-1", userId: "user-1" });
    await shop.refund("order-1", { userId: "user-1", amount: { amountMinor: 100, currency: "USD" } });
    const rows = await shop.ctx.query<{ moments: bigint; commissions: bigint }>(
      "SELECT count(DISTINCT held_until) AS moments, count(*) AS commissions FROM commission WHERE organization_id = $1",
      [shop.ctx.organizationId],
    );
    expect(rows).toEqual([{ moments: 1n, commissions: 2n }]);
  });

  test("deciding anew with the same result writes nothing", async () => {
    const shop = await world.shop();
    const { id: cref } = await shop.click(await shop.partner(), { agoMs: HOUR_MS });
    await shop.identify(cref, "user-1");
    await shop.sale({ userId: "user-1", agoMs: 60_000 });
    await shop.click(await shop.partner(), { agoMs: 0 });
    await shop.identify(cref, "user-1");
    await shop.ctx.execute(
      "INSERT INTO redecision (organization_id, id, person_id, reason, requested_at) SELECT organization_id, $2, id, 'test', now() FROM person WHERE organization_id = $1 AND user_id = 'user-1'",
      [shop.ctx.organizationId, newId()],
    );
    expect(await world.redecisions.drain(shop.ctx)).toBe(1);
    expect(await shop.count("attribution")).toBe(1);
    expect(await shop.count("redecision")).toBe(0);
  });

  test("a click that lands late, from the spool or an import, is credited once its person is decided anew", async () => {
    const shop = await world.shop();
    const [ann, bob] = [await shop.partner(), await shop.partner()];
    const { id: cref, visitorId } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
    await shop.identify(cref, "user-1");
    await shop.sale({ userId: "user-1", agoMs: HOUR_MS });
    await shop.click(bob, { visitorId, agoMs: 2 * HOUR_MS });
    expect(await owedTo(shop, [ann, bob])).toEqual([1000n, 0n]);
    await world.redecisions.drain(shop.ctx);
    expect(await owedTo(shop, [ann, bob])).toEqual([0n, 1000n]);
  });

  test("a flag takes the credit and lifting it gives it back, for approved commissions too", async () => {
    const shop = await world.shop({ holdbackDays: 0 });
    const [ann, bob] = [await shop.partner(), await shop.partner()];
    const { id: first, visitorId } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
    const { id: second } = await shop.click(bob, { visitorId, agoMs: 2 * HOUR_MS });
    await shop.identify(first, "user-1");
    await shop.sale({ userId: "user-1", agoMs: HOUR_MS });
    await shop.approveDue();
    await world.flags.flag(shop.ctx, second, { by: "hand" });
    expect(await owedTo(shop, [ann, bob])).toEqual([1000n, 0n]);
    await world.flags.lift(shop.ctx, second, "manual");
    await world.flags.lift(shop.ctx, second, "manual");
    expect(await owedTo(shop, [ann, bob])).toEqual([0n, 1000n]);
    // A lifted flag is never raised again for the same reason.
    await world.flags.flag(shop.ctx, second, { by: "hand" });
    expect(await owedTo(shop, [ann, bob])).toEqual([0n, 1000n]);
    expect(await shop.ledgerFaults()).toEqual([]);
  });

  test("S11 a late earlier event re-prices that person's others", async () => {
    const first = { ...tenPercent, key: "first", occurrence: "first" as const };
    const shop = await world.shop({ rules: [first] });
    const ann = await shop.partner();
    const { id: cref } = await shop.click(ann, { agoMs: 10 * DAY_MS });
    await shop.identify(cref, "user-1");
    await shop.sale({ id: "b", userId: "user-1", agoMs: HOUR_MS });
    await shop.sale({ id: "c", userId: "user-2", agoMs: HOUR_MS });
    expect(Object.keys(await shop.nets())).toEqual([`b ${ann.partnerId} first`]);
    await shop.sale({ id: "a", userId: "user-1", agoMs: 2 * HOUR_MS });
    expect(Object.keys(await shop.nets())).toEqual([`a ${ann.partnerId} first`]);
    // A refunded first event is still the first.
    await shop.refund("a", { userId: "user-1", amount: { amountMinor: 10_000, currency: "USD" } });
    expect(await shop.nets()).toEqual({});
  });

  test("S11 re-pricing more than 500 events of one person is left to the job", async () => {
    const rules = [{ ...tenPercent, key: "later", occurrence: "subsequent" as const }];
    const shop = await world.shop({ rules });
    const ann = await shop.partner();
    const { id: cref } = await shop.click(ann, { agoMs: 10 * DAY_MS });
    const at = (agoMs: number): string => new Date(shop.ctx.clock.now().getTime() - agoMs).toISOString();
    const body = (n: number) => ({
      id: `e${n}`,
      type: "sale",
      userId: "user-1",
      amount: { amountMinor: 100, currency: "USD" },
      occurredAt: at((700 - n) * 60_000),
    });
    await world.events.record(
      shop.ctx,
      Array.from({ length: 500 }, (_, n) => body(n)),
    );
    await world.events.record(shop.ctx, [body(500), body(501)]);
    await shop.identify(cref, "user-1");
    expect((await shop.owed(ann.partnerId)).held).toBe(0n);
    expect(await shop.count("redecision")).toBe(1);
    expect(await world.redecisions.drain(shop.ctx)).toBe(1);
    expect((await shop.owed(ann.partnerId)).held).toBe(5_010n);
    expect(await shop.count("redecision")).toBe(0);
    expect(await shop.ledgerFaults()).toEqual([]);
  });

  test("S20 a changed model decides anew on every event with a touch of the program", async () => {
    const shop = await world.shop({ holdbackDays: 0 });
    const [ann, bob] = [await shop.partner(), await shop.partner()];
    const { id: cref, visitorId } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
    await shop.click(bob, { visitorId, agoMs: 2 * HOUR_MS });
    await shop.identify(cref, "user-1");
    await shop.sale({ userId: "user-1", agoMs: HOUR_MS });
    await shop.sale({ cref, agoMs: HOUR_MS });
    await shop.approveDue();
    expect(
      await world.programs.changeModel(shop.ctx, shop.programId, { attributionModel: "first_click" }),
    ).toMatchObject({ kind: "live" });
    await world.programs.end(shop.ctx, shop.programId);
    await world.programs.changeModel(shop.ctx, shop.programId, { attributionModel: "first_click" });
    await world.redecisions.drain(shop.ctx);
    expect(await owedTo(shop, [ann, bob])).toEqual([2000n, 0n]);
    expect(await shop.ledgerFaults()).toEqual([]);
  });
});

describe("settings", () => {
  test("S4 ending a program stops accrual for events recorded afterwards and decides nothing anew", async () => {
    const shop = await world.shop();
    const ann = await shop.partner();
    const { id: cref } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
    await shop.identify(cref, "user-1");
    await shop.sale({ userId: "user-1" });
    await world.programs.change(shop.ctx, shop.programId, { endsAt: new Date(Date.now() - 10 * DAY_MS) });
    await shop.sale({ userId: "user-1", agoMs: HOUR_MS });
    // A late stitch decides the first sale again, under the dates that were known then.
    const { id: other } = await shop.click(ann, { agoMs: HOUR_MS });
    await shop.identify(other, "user-1");
    expect((await shop.owed(ann.partnerId)).held).toBe(1000n);
  });

  test("S6 revoking and reinstating decide nothing by themselves; late facts leave what was credited and add nothing", async () => {
    const shop = await world.shop({ model: "linear" });
    const [ann, bob] = [await shop.partner(), await shop.partner()];
    const { id: first } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
    await shop.identify(first, "user-1");
    await shop.sale({ id: "before", userId: "user-1" });
    await world.partners.revoke(shop.ctx, ann.partnerId);
    expect(await owedTo(shop, [ann])).toEqual([1000n]);
    await shop.sale({ id: "after", userId: "user-1" });
    // A touch of theirs that is only stitched now does not earn, the one that did keeps its part.
    const { id: second } = await shop.click(ann, { agoMs: 2 * HOUR_MS });
    const { id: third } = await shop.click(bob, { agoMs: HOUR_MS });
    await shop.identify(second, "user-1");
    await shop.identify(third, "user-1");
    expect(await shop.nets()).toEqual({
      [`before ${ann.partnerId} ten-percent`]: 500n,
      [`before ${bob.partnerId} ten-percent`]: 500n,
      [`after ${bob.partnerId} ten-percent`]: 1000n,
    });
    await world.partners.reinstate(shop.ctx, ann.partnerId);
    await shop.sale({ id: "back", userId: "user-1" });
    expect((await shop.nets())[`back ${ann.partnerId} ten-percent`]).toBe(667n);
  });

  test("S6 credit that came and went before a late flag does not come back to a revoked partner", async () => {
    const shop = await world.shop();
    const [ann, bob] = [await shop.partner(), await shop.partner()];
    const { id: first } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
    const { id: second } = await shop.click(bob, { agoMs: 2 * HOUR_MS });
    await shop.identify(first, "user-1");
    await shop.sale({ userId: "user-1", agoMs: HOUR_MS });
    await shop.identify(second, "user-1");
    await world.partners.revoke(shop.ctx, ann.partnerId);
    await world.flags.flag(shop.ctx, second, {});
    expect(await owedTo(shop, [ann, bob])).toEqual([0n, 0n]);
  });

  test("S12 amended terms apply to events recorded afterwards, and past ones keep theirs through later decisions", async () => {
    const shop = await world.shop();
    const ann = await shop.partner();
    const { id: cref } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
    await shop.identify(cref, "user-1");
    await shop.sale({ id: "before", userId: "user-1", agoMs: 60_000 });
    await world.terms.amend(shop.ctx, ann.partnerId, shop.programId, {
      rules: [{ ...tenPercent, reward: { kind: "percent", percentE4: 200_000 } }],
      holdbackDays: null,
      effectiveFrom: new Date(Date.now() - DAY_MS),
    });
    await shop.sale({ id: "after", userId: "user-1" });
    const { id: late } = await shop.click(ann, { agoMs: 2 * HOUR_MS });
    await shop.identify(late, "user-1");
    expect(Object.values(await shop.nets())).toEqual([2000n, 1000n]);
  });
});

describe("approving and rejecting", () => {
  test("S16 a commission matures at its instant, and approving twice changes nothing", async () => {
    const shop = await world.shop({ holdbackDays: 1 });
    const ann = await shop.partner();
    const { id: cref } = await shop.click(ann, { agoMs: 3 * DAY_MS });
    await shop.identify(cref, "user-1");
    await shop.sale({ userId: "user-1", agoMs: DAY_MS - 5_000 });
    const [{ id } = { id: "" }] = await shop.ctx.query<{ id: string }>(
      "SELECT id FROM commission WHERE organization_id = $1",
      [shop.ctx.organizationId],
    );
    expect(await world.commissions.approve(shop.ctx, id)).toMatchObject({ kind: "onHold" });
    expect(await world.commissions.approveDue(shop.ctx)).toBe(0);
    await shop.ctx.execute("UPDATE commission SET held_until = $2 WHERE organization_id = $1", [
      shop.ctx.organizationId,
      new Date(Date.now() - 1),
    ]);
    expect(await world.commissions.approve(shop.ctx, id)).toMatchObject({ kind: "approved" });
    expect(await world.commissions.approve(shop.ctx, id)).toMatchObject({ kind: "approved" });
    expect(await shop.owed(ann.partnerId)).toEqual({ held: 0n, payable: 1000n });
    expect(await shop.count("ledger_transfer")).toBe(2);
  });

  test("S21 a rejected commission stays worth zero through later decisions, held or approved", async () => {
    for (const isApproved of [false, true]) {
      const shop = await world.shop({ holdbackDays: 0 });
      const ann = await shop.partner();
      const { id: cref } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
      await shop.identify(cref, "user-1");
      await shop.sale({ id: "order-1", userId: "user-1" });
      if (isApproved) await shop.approveDue();
      const [{ id } = { id: "" }] = await shop.ctx.query<{ id: string }>(
        "SELECT id FROM commission WHERE organization_id = $1",
        [shop.ctx.organizationId],
      );
      expect(await world.commissions.reject(shop.ctx, id)).toMatchObject({ kind: "rejected" });
      expect(await world.commissions.reject(shop.ctx, id)).toMatchObject({ kind: "rejected" });
      expect(await shop.owed(ann.partnerId)).toEqual({ held: 0n, payable: 0n });
      await shop.refund("order-1", { userId: "user-1", amount: { amountMinor: 5_000, currency: "USD" } });
      expect(await shop.owed(ann.partnerId)).toEqual({ held: 0n, payable: 0n });
      expect(await world.commissions.approve(shop.ctx, id)).toMatchObject({ kind: "notHeld", status: "rejected" });
      expect(await shop.ledgerFaults()).toEqual([]);
    }
  });

  test("the journal tells each step of a commission with the partner's accounts as it left them", async () => {
    const shop = await world.shop({ holdbackDays: 0 });
    const ann = await shop.partner();
    const { id: cref } = await shop.click(ann);
    await shop.identify(cref, "user-1");
    await shop.sale({ userId: "user-1" });
    await shop.approveDue();
    await world.sealer.seal(shop.ctx.organizationId);
    const rows = await shop.ctx.query<{ kind: string; bytes: Buffer }>(
      "SELECT kind, bytes FROM journal_entry WHERE organization_id = $1 AND partner_id = $2 AND kind LIKE 'commission.%' ORDER BY position",
      [shop.ctx.organizationId, ann.partnerId],
    );
    const told = rows.map(({ kind, bytes }) => {
      const { data } = JSON.parse(bytes.toString("utf8")) as { data: { amountMinor: string; accounts: unknown } };
      return [kind, data.amountMinor, data.accounts];
    });
    expect(told).toEqual([
      ["commission.accrued", "1000", [{ kind: "partner_held", version: "1", balanceMinor: "1000" }]],
      [
        "commission.approved",
        "1000",
        [
          { kind: "partner_held", version: "2", balanceMinor: "0" },
          { kind: "partner_payable", version: "1", balanceMinor: "1000" },
        ],
      ],
    ]);
  });
});
