import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { transferOf } from "../../src/services/ledger/postings.js";
import type { EventOutcome } from "../../src/services/partners/ingest/event-outcome.js";
import type { JournalPayload } from "../../src/services/audit/journal-fact.js";
import { newId } from "../../src/shared/ids.js";
import { TenantContext } from "../../src/shared/tenant-context.js";
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

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

async function soldShop() {
  const shop = await world.shop();
  const ann = await shop.partner();
  const { id: cref } = await shop.click(ann);
  await shop.identify(cref, "user-1");
  return { shop, ann };
}
/** Whether each was known already, or why it is refused. */
const told = (outcomes: EventOutcome[]): unknown[] =>
  outcomes.map((outcome) => (outcome.kind === "answered" ? outcome.isRepeat : outcome.refusal.code));
const amount = (amountMinor: number, currency = "USD") => ({ amount: { amountMinor, currency } });

describe("recording an event", () => {
  test("a sale of a stitched visitor earns its partner ten percent, held in the ledger", async () => {
    const shop = await world.shop();
    const ann = await shop.partner();
    const { id: cref } = await shop.click(ann);
    await shop.identify(cref, "user-1");
    const outcome = await shop.sale({ userId: "user-1" });
    expect(outcome).toMatchObject({ kind: "answered", isRepeat: false, answer: { outcome: "recorded" } });
    expect(await shop.owed(ann.partnerId)).toEqual({ held: 1000n, payable: 0n });
    expect(await shop.ledgerFaults()).toEqual([]);
  });

  test("S3 identify stitches the user to all clicks of the visitor, earlier and later", async () => {
    const shop = await world.shop({ model: "linear" });
    const [ann, bob, cem] = [await shop.partner(), await shop.partner(), await shop.partner()];
    const { visitorId } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
    const { id: cref } = await shop.click(bob, { visitorId, agoMs: 2 * HOUR_MS });
    await shop.identify(cref, "user-1");
    await shop.click(cem, { visitorId, agoMs: HOUR_MS });
    await shop.sale({ userId: "user-1" });
    const held = await Promise.all([ann, bob, cem].map(async (one) => (await shop.owed(one.partnerId)).held));
    expect(held).toEqual([334n, 333n, 333n]);
  });

  test("stitches that several keys send at once stand in the journal each in the name of its key", async () => {
    const shop = await world.shop();
    const ann = await shop.partner();
    const keyIds = Array.from({ length: 3 }, newId);
    const sent = await Promise.all(
      keyIds.map(async (keyId) => {
        const { id: cref, visitorId } = await shop.click(ann);
        return { keyId, cref, visitorId };
      }),
    );
    await Promise.all(
      sent.map(({ keyId, cref }) => {
        const { organizationId } = shop.ctx;
        const principal = { kind: "key", keyId, scopes: ["events:write"] } as const;
        const ctx = new TenantContext({ database: base.database, organizationId, principal });
        return world.identities.identify(ctx, { cref, userId: `user-${keyId}` });
      }),
    );
    const rows = await base.database.transaction({ role: "tributary_sealer" }, (open) =>
      open.query<{ bytes: Buffer }>(
        "SELECT bytes FROM journal_pending WHERE organization_id = $1 AND kind = 'person.identified'",
        [shop.ctx.organizationId],
      ),
    );
    const told = rows.map(({ bytes }) => JSON.parse(bytes.toString("utf8")) as JournalPayload);
    expect(Object.fromEntries(told.map(({ actor, data }) => [data?.["visitorId"], actor]))).toEqual(
      Object.fromEntries(sent.map(({ keyId, visitorId }) => [visitorId, { kind: "key", id: keyId }])),
    );
  });

  test("S3 an event with only a cref belongs to a person of its own, and moves to the click's first user once there is one", async () => {
    const shop = await world.shop({ rules: [{ ...tenPercent, occurrence: "first" }] });
    const ann = await shop.partner();
    const { id: cref, visitorId } = await shop.click(ann, { agoMs: 3 * HOUR_MS });
    await shop.sale({ id: "anonymous", cref, agoMs: HOUR_MS });
    await shop.sale({ id: "named", userId: "user-1", agoMs: 2 * HOUR_MS });
    expect(Object.keys(await shop.nets())).toEqual([`anonymous ${ann.partnerId} ten-percent`]);
    await shop.identify(cref, "user-1");
    // Now the named one is the person's first, and it has a touch.
    expect(Object.keys(await shop.nets())).toEqual([`named ${ann.partnerId} ten-percent`]);
    await shop.sale({ id: "later", cref });
    const rows = await shop.ctx.query<{ persons: bigint }>(
      "SELECT count(DISTINCT person_id) AS persons FROM event WHERE organization_id = $1",
      [shop.ctx.organizationId],
    );
    expect(rows[0]?.persons).toBe(1n);
    // A second user of the same click does not take them.
    await shop.identify(cref, "user-2");
    expect(Object.keys(await shop.nets())).toEqual([`named ${ann.partnerId} ten-percent`]);
    expect(visitorId).toBeDefined();
  });

  test("S19 the same body gets the first answer, another body is refused, in one request and in the next", async () => {
    const shop = await world.shop();
    const first = await shop.sale({ id: "order-1", userId: "user-1" });
    const again = await shop.sale({ userId: "user-1", id: "order-1" });
    expect(again).toEqual({ ...first, isRepeat: true });
    expect(await shop.sale({ id: "order-1", userId: "user-2" })).toMatchObject({
      kind: "refused",
      refusal: { kind: "unprocessable", code: "id_reused" },
    });
    const body = { id: "order-2", type: "sale", userId: "user-1" };
    const outcomes = await world.events.record(shop.ctx, [
      body,
      body,
      { ...body, type: "lead" },
      { ...body, id: "x", type: "1" },
    ]);
    expect(outcomes.map((outcome) => (outcome.kind === "answered" ? outcome.isRepeat : outcome.refusal.code))).toEqual([
      false,
      true,
      "id_reused",
      "event_invalid",
    ]);
    expect(await shop.count("event")).toBe(2);
  });

  test("S19 each item of a batch is judged by its own body, whatever its twin before it was", async () => {
    const shop = await world.shop();
    const body = { id: "order-1", type: "sale", userId: "user-1" };
    const other = { ...body, type: "lead" };
    await world.events.record(shop.ctx, [body]);
    expect(told(await world.events.record(shop.ctx, [other, body, other]))).toEqual(["id_reused", true, "id_reused"]);

    // Nothing is kept of what was refused, so its id is free for the next one.
    const tooOld = { ...body, id: "order-2", occurredAt: "2020-01-01T00:00:00Z" };
    const good = { ...body, id: "order-2" };
    expect(told(await world.events.record(shop.ctx, [tooOld, good, good, tooOld]))).toEqual([
      "occurred_too_long_ago",
      false,
      true,
      "occurred_too_long_ago",
    ]);
    expect(await shop.count("event")).toBe(2);
  });

  test("S19 a refund and its twin in one batch get the same answer", async () => {
    const shop = await world.shop();
    const sold = { id: "order-1", type: "sale", userId: "user-1", amount: { amountMinor: 1000, currency: "USD" } };
    const refund = { ...sold, id: "refund-1", type: "refund", refundOf: "order-1" };
    const [, first, twin] = await world.events.record(shop.ctx, [sold, refund, refund]);
    expect(first).toMatchObject({ answer: { outcome: "refund_applied" }, isRepeat: false });
    expect(twin).toEqual({ ...first, isRepeat: true });
  });

  test("S19 an event's id belongs to its organization alone", async () => {
    const [acme, rival] = [await world.shop(), await world.shop()];
    await acme.sale({ id: "order-1", userId: "user-1" });
    expect(await rival.sale({ id: "order-1", userId: "user-9" })).toMatchObject({ isRepeat: false });
  });

  test("S1 five minutes of the future are now, more is refused, and so is what is older than 30 days unless imported", async () => {
    const shop = await world.shop();
    const ahead = await shop.sale({ id: "ahead", userId: "u", agoMs: -4 * 60_000 });
    expect(ahead.kind === "answered" && ahead.answer.occurredAt === ahead.answer.recordedAt).toBe(true);
    expect(await shop.sale({ userId: "u", agoMs: -6 * 60_000 })).toMatchObject({
      refusal: { code: "occurred_in_future" },
    });
    expect(await shop.sale({ userId: "u", agoMs: 29 * DAY_MS })).toMatchObject({ kind: "answered" });
    expect(await shop.sale({ userId: "u", agoMs: 31 * DAY_MS })).toMatchObject({
      refusal: { code: "occurred_too_long_ago" },
    });
  });

  test("another organization's click is not found", async () => {
    const [acme, rival] = [await world.shop(), await world.shop()];
    const { id: cref } = await acme.click(await acme.partner());
    expect(await rival.sale({ cref })).toMatchObject({ refusal: { kind: "notFound", code: "click_not_found" } });
    expect(await world.identities.identify(rival.ctx, { cref, userId: "u" })).toEqual({ kind: "clickNotFound" });
    expect(await rival.count("event")).toBe(0);
  });

  test.each([
    ["a negative amount", { amount: { amountMinor: -1, currency: "USD" } }],
    ["a fraction", { amount: { amountMinor: 0.5, currency: "USD" } }],
    ["an overflow", { amount: { amountMinor: 2 ** 53, currency: "USD" } }],
    ["an amount as text", { amount: { amountMinor: "1", currency: "USD" } }],
    ["no currency of this world", { amount: { amountMinor: 1, currency: "XXX" } }],
    ["a currency in lower case", { amount: { amountMinor: 1, currency: "usd" } }],
    ["a NUL", { userId: "a\u0000b" }],
    ["half a character", { userId: "a\ud800" }],
    ["half a character in metadata", { metadata: { a: ["\udfff"] } }],
    ["a NUL in a key of metadata", { metadata: { "a\u0000": 1 } }],
    ["a number beyond 2^53 in metadata", { metadata: { a: 1e20 } }],
    ["deep metadata", { metadata: { a: { b: { c: { d: { e: { f: 1 } } } } } } }],
    ["a field nobody knows", { amout: 5 }],
    ["both user and cref", { cref: newId() }],
    ["neither user nor cref", { userId: null }],
    ["a day that does not exist", { occurredAt: "2026-02-30T00:00:00Z" }],
    ["the year 0", { occurredAt: "0000-01-01T00:00:00Z" }],
    ["no time zone", { occurredAt: "2026-01-01T00:00:00" }],
    ["no id", { id: "" }],
  ])("%s is refused by name and nothing is written", async (_, fault) => {
    const shop = await world.shop();
    const outcome = await shop.sale({ userId: "user-1", ...fault });
    expect(outcome).toMatchObject({ kind: "refused", refusal: { kind: "badRequest", code: "event_invalid" } });
    expect(await shop.count("event")).toBe(0);
  });
});

describe("refunds", () => {
  test("S17 a refund lowers the commission, a held one by reversal and a new accrual", async () => {
    const { shop, ann } = await soldShop();
    await shop.sale({ id: "order-1", userId: "user-1" });
    expect(await shop.refund("order-1", { userId: "user-1", ...amount(2_501) })).toMatchObject({
      answer: { outcome: "refund_applied" },
    });
    expect(await shop.owed(ann.partnerId)).toEqual({ held: 750n, payable: 0n });
    expect(await shop.count("ledger_transfer")).toBe(3);
    expect(await shop.refund("order-1", { userId: "user-1", ...amount(7_500) })).toMatchObject({
      answer: { outcome: "refund_refused", reason: "more_than_remaining" },
    });
    expect(await shop.refund("order-1", { userId: "user-1", ...amount(1, "EUR") })).toMatchObject({
      answer: { outcome: "refund_refused", reason: "other_currency" },
    });
    expect(await shop.refund("order-1", { userId: "user-1", amount: null })).toMatchObject({
      answer: { outcome: "refund_applied" },
    });
    expect(await shop.owed(ann.partnerId)).toEqual({ held: 0n, payable: 0n });
    expect(await shop.ledgerFaults()).toEqual([]);
  });

  test("S17 a refund that arrives before its event waits for it", async () => {
    const { shop, ann } = await soldShop();
    expect(await shop.refund("order-1", { userId: "user-1", ...amount(4_000) })).toMatchObject({
      answer: { outcome: "refund_waiting" },
    });
    await shop.sale({ id: "order-1", userId: "user-1" });
    expect(await shop.owed(ann.partnerId)).toEqual({ held: 600n, payable: 0n });
  });

  test("S17 a refund of a refund is refused, and a refund has no decision", async () => {
    const { shop } = await soldShop();
    await shop.sale({ id: "order-1", userId: "user-1" });
    await shop.refund("order-1", { id: "refund-1", userId: "user-1", ...amount(4_000) });
    expect(await shop.refund("refund-1", { userId: "user-1", ...amount(1) })).toMatchObject({
      answer: { outcome: "refund_refused", reason: "not_refundable" },
    });
    const rows = await shop.ctx.query(
      "SELECT FROM attribution a JOIN event e USING (organization_id) WHERE e.id = a.event_id AND e.type = 'refund'",
    );
    expect(rows).toEqual([]);
  });

  test("S18 approved money comes back from payable", async () => {
    const shop = await world.shop({ holdbackDays: 0 });
    const ann = await shop.partner();
    const { id: cref } = await shop.click(ann);
    await shop.identify(cref, "user-1");
    await shop.sale({ id: "order-1", userId: "user-1" });
    await shop.approveDue();
    expect(await shop.owed(ann.partnerId)).toEqual({ held: 0n, payable: 1000n });
    await shop.refund("order-1", { userId: "user-1", ...amount(10_000) });
    expect(await shop.owed(ann.partnerId)).toEqual({ held: 0n, payable: 0n });
    expect(await shop.count("adjustment")).toBe(1);
    expect(await shop.ledgerFaults()).toEqual([]);
  });

  test("S18 what is paid out comes back from payable as well, below zero", async () => {
    const shop = await world.shop({ holdbackDays: 0 });
    const ann = await shop.partner();
    const { id: cref } = await shop.click(ann);
    await shop.identify(cref, "user-1");
    await shop.sale({ id: "order-1", userId: "user-1" });
    await shop.approveDue();
    const step = { partnerId: ann.partnerId, amountMinor: 1000n, currency: "USD" };
    await shop.ctx.transaction((ctx) =>
      world.ledger.post(ctx, [{ transfer: transferOf("reservation", step), commissionId: null }]),
    );
    await shop.refund("order-1", { userId: "user-1", ...amount(10_000) });
    expect(await shop.owed(ann.partnerId)).toEqual({ held: 0n, payable: -1000n });
    expect(await shop.ledgerFaults()).toEqual([]);
  });
});
