import { expect, test } from "@jest/globals";
import fc from "fast-check";

import type { AttributionModel } from "../../../src/entities/partners/program.entity.js";
import { decide } from "../../../src/services/partners/attribution/decide.js";
import type { EventFact, FirstOfType } from "../../../src/services/partners/attribution/facts.js";
import { compareEvents } from "../../../src/services/partners/attribution/facts.js";
import { allocateRefunds } from "../../../src/services/partners/attribution/refund-allocation.js";
import type { RefundFact } from "../../../src/services/partners/attribution/refund-allocation.js";
import type { StandingCommission } from "../../../src/services/partners/attribution/settle.js";
import { netMinor, settle } from "../../../src/services/partners/attribution/settle.js";
import { DAY, NOON, fixed, percent, program, sale, settings, touch, version } from "./scenario.js";

type Fact =
  | { kind: "click"; id: string; visitorId: string; partnerId: string; programId: string; agoMs: number }
  | { kind: "stitch"; userId: string; visitorId: string }
  | { kind: "event"; id: string; userId: string; type: string; agoMs: number; amountMinor: bigint }
  | { kind: "refund"; id: string; of: string; amountMinor: bigint }
  | { kind: "flag"; clickId: string };

const visitor = fc.constantFrom("v1", "v2", "v3");
const user = fc.constantFrom("u1", "u2");
const clickId = fc.constantFrom("c1", "c2", "c3", "c4", "c5");
const eventId = fc.constantFrom("e1", "e2", "e3", "e4");

const facts: fc.Arbitrary<Fact[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({
      kind: fc.constant("click" as const),
      id: clickId,
      visitorId: visitor,
      partnerId: fc.constantFrom("ann", "bob"),
      programId: fc.constantFrom("shop", "blog"),
      agoMs: fc.integer({ min: -3 * DAY, max: 40 * DAY }),
    }),
    fc.record({ kind: fc.constant("stitch" as const), userId: user, visitorId: visitor }),
    fc.record({
      kind: fc.constant("event" as const),
      id: eventId,
      userId: user,
      type: fc.constantFrom("sale", "lead"),
      agoMs: fc.integer({ min: -40 * DAY, max: 5 * DAY }),
      amountMinor: fc.bigInt({ min: 0n, max: 100_000n }),
    }),
    fc.record({
      kind: fc.constant("refund" as const),
      id: fc.constantFrom("r1", "r2", "r3"),
      of: eventId,
      amountMinor: fc.bigInt({ min: 0n, max: 60_000n }),
    }),
    fc.record({ kind: fc.constant("flag" as const), clickId }),
  ),
  { minLength: 4, maxLength: 20, selector: (fact) => ("id" in fact ? fact.id : JSON.stringify(fact)) },
);

const rules = [
  percent(123_456, { key: "each", capMonths: 1 }),
  percent(50_000, { key: "first", occurrence: "first", eventTypes: ["sale"] }),
  fixed(777n, "EUR", { key: "later", occurrence: "subsequent" }),
];
const versions = [version({ rules })];

/** The smallest house: it takes one fact at a time and after each decides everything anew. */
class House {
  private readonly known: Fact[] = [];
  private standing = new Map<string, StandingCommission[]>();
  private made = 0;

  constructor(private readonly models: [AttributionModel, AttributionModel]) {}

  take(fact: Fact, approves: boolean): void {
    this.known.push(fact);
    for (const event of this.of("event")) this.settleOne(event.id);
    if (approves) {
      for (const commissions of this.standing.values()) {
        for (const commission of commissions) if (commission.status === "held") commission.status = "approved";
      }
    }
  }

  nets(): Record<string, string> {
    const nets: Record<string, string> = {};
    for (const [eventId, commissions] of this.standing) {
      for (const commission of commissions) {
        const key = `${eventId} ${commission.partnerId} ${commission.programId} ${commission.ruleKey}`;
        nets[key] = (BigInt(nets[key] ?? "0") + netMinor(commission)).toString();
      }
    }
    return Object.fromEntries(Object.entries(nets).filter(([, net]) => net !== "0"));
  }

  private of<Kind extends Fact["kind"]>(kind: Kind): Extract<Fact, { kind: Kind }>[] {
    return this.known.filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
  }

  private settleOne(id: string): void {
    const given = this.of("event").find((each) => each.id === id)!;
    const visitors = new Set(
      this.of("stitch")
        .filter(({ userId }) => userId === given.userId)
        .map((each) => each.visitorId),
    );
    const touches = this.of("click")
      .filter(({ visitorId }) => visitors.has(visitorId))
      .map(({ id: click, agoMs, visitorId, partnerId, programId }) =>
        touch(click, agoMs, {
          visitorId,
          partnerId,
          programId,
          flags: this.of("flag").some((flag) => flag.clickId === click) ? ["manual"] : [],
        }),
      );
    const own = this.of("event").filter(({ userId }) => userId === given.userId);
    const history: FirstOfType[] = own
      .map((each) => ({ type: each.type, externalId: each.id, occurredAtMs: NOON - each.agoMs }))
      .toSorted(compareEvents)
      .filter((each, index, all) => all.findIndex(({ type }) => type === each.type) === index);
    const amount = { amountMinor: given.amountMinor, currency: "USD" };
    const refunds: RefundFact[] = this.of("refund")
      .filter((refund) => refund.of === id)
      .map((refund) => ({
        externalId: refund.id,
        occurredAtMs: 0,
        amount: { amountMinor: refund.amountMinor, currency: "USD" },
      }));
    const event: EventFact = sale({
      externalId: id,
      type: given.type,
      occurredAtMs: NOON - given.agoMs,
      amount,
      refund: allocateRefunds(amount, refunds).total,
    });
    const using = settings([
      program(this.models[0], { id: "shop", versions }),
      program(this.models[1], { id: "blog", windowDays: 7, versions }),
    ]);
    const standing = this.standing.get(id) ?? [];
    for (const step of settle(standing, decide({ event, touches, history }, using).commissions)) {
      if (step.kind === "accrue") {
        standing.push({ ...step.commission, id: `m${this.made++}`, status: "held", adjustedMinor: 0n });
        continue;
      }
      const commission = standing.find((each) => each.id === step.commissionId)!;
      if (step.kind === "reverse") commission.status = "reversed";
      else commission.adjustedMinor += step.differenceMinor;
    }
    this.standing.set(id, standing);
  }
}

test("between two changes of settings the same facts give the same net amounts, in whatever order they arrive and whatever was approved meanwhile", () => {
  const model = fc.constantFrom<AttributionModel>("last_click", "first_click", "linear", "position", "time_decay");
  fc.assert(
    fc.property(
      facts,
      fc.tuple(model, model),
      fc.array(fc.nat(1_000_000), { minLength: 20, maxLength: 20 }),
      fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      (given, models, order, approvals) => {
        const inOrder = new House(models);
        for (const fact of given) inOrder.take(fact, false);
        const shuffled = new House(models);
        const other = given.map((fact, index) => ({ fact, at: order[index] ?? 0 })).toSorted((a, b) => a.at - b.at);
        other.forEach(({ fact }, index) => shuffled.take(fact, approvals[index] ?? false));
        expect(shuffled.nets()).toEqual(inOrder.nets());
      },
    ),
    { numRuns: 300 },
  );
});
