import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import type { AttributionSettings } from "../../../src/services/partners/attribution/attribution-settings.js";
import { decide } from "../../../src/services/partners/attribution/decide.js";
import type { Decision } from "../../../src/services/partners/attribution/decision.js";
import type { EventFact, FirstOfType, TouchFact } from "../../../src/services/partners/attribution/facts.js";
import type { AttributionModel } from "../../../src/entities/partners/program.entity.js";
import { DAY, NOON, firstOf, fixed, percent, program, sale, settings, terms, touch, version } from "./scenario.js";

function decideOn(
  touches: TouchFact[],
  using: AttributionSettings = settings(),
  event: EventFact = sale(),
  history: FirstOfType[] = [firstOf(event)],
): Decision {
  return decide({ event, touches, history }, using);
}

const refusalsOf = (decision: Decision): (string | undefined)[] => decision.trace.touches.map(({ refusal }) => refusal);
const paysTo = (decision: Decision): [string, bigint][] =>
  decision.commissions.map(({ partnerId, amountMinor }) => [partnerId, amountMinor]);
const inProgram = (rules: ReturnType<typeof percent>[], model: AttributionModel = "last_click"): AttributionSettings =>
  settings([program(model, { versions: [version({ rules })] })]);

const bytes = (decision: Decision): string =>
  JSON.stringify(decision, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));

const paidBy = (percentE4: number, amountMinor: bigint): bigint | undefined =>
  decideOn([touch("a", 5)], inProgram([percent(percentE4)]), sale({ amount: { amountMinor, currency: "USD" } }))
    .commissions[0]?.amountMinor;

const refusedIn = (using: AttributionSettings, more: Partial<TouchFact> = {}, revision = 2n): (string | undefined)[] =>
  refusalsOf(decideOn([touch("a", 5, more)], using, sale({ settingsRevision: revision })));

describe("touches", () => {
  test("S1 a click counts up to the same millisecond and back to the window's last millisecond", () => {
    const decision = decideOn([touch("a", 30 * DAY + 1), touch("b", 30 * DAY), touch("c", 0), touch("d", -1)]);
    expect(refusalsOf(decision)).toEqual(["outside_window", undefined, undefined, "after_event"]);
  });

  test("S1 only the newest 1,000 touches are weighed, and the trace says so", () => {
    const touches = Array.from({ length: 1001 }, (_, n) => touch(`c${String(n).padStart(4, "0")}`, n));
    const linear = settings([program("linear")]);
    const decision = decideOn(touches, linear);
    expect(decision.credits).toHaveLength(1000);
    expect(decision.trace.olderTouchesLeftOut).toBe(true);
    expect(decision.trace.touches.some(({ clickId }) => clickId === "c1000")).toBe(false);
    expect(decideOn(touches.slice(1), linear).trace.olderTouchesLeftOut).toBe(false);
  });

  test("S1 touches after the event never push out those before it", () => {
    const later = Array.from({ length: 1200 }, (_, n) => touch(`later${n}`, -1 - n));
    const decision = decideOn([touch("a", 5), ...later]);
    expect(paysTo(decision)).toEqual([["ann", 1000n]]);
    expect(decision.trace.laterTouchesLeftOut).toBe(true);
  });

  test("S2 clicks of one millisecond are ordered by id, whatever the order of arrival", () => {
    const touches = [touch("b", 5, { partnerId: "bob" }), touch("a", 5, { partnerId: "ann" })];
    expect(paysTo(decideOn(touches))).toEqual([["bob", 1000n]]);
    expect(paysTo(decideOn(touches.toReversed()))).toEqual([["bob", 1000n]]);
  });

  test("S4 a program is open from its start to before its end, by its dates as known when the event was recorded", () => {
    const between = (startsAtMs: number, endsAtMs: number): (string | undefined)[] =>
      refusalsOf(
        decideOn([touch("a", 5)], settings([program("last_click", { versions: [version({ startsAtMs, endsAtMs })] })])),
      );
    expect(between(NOON, NOON + 1)).toEqual([undefined]);
    expect(between(NOON - 1, NOON)).toEqual(["program_closed"]);
    expect(between(NOON + 1, NOON + 2)).toEqual(["program_closed"]);

    const ended = version({ id: "version-2", version: 2, knownFrom: 2n, endsAtMs: NOON - 1 });
    const edited = settings([program("last_click", { versions: [version(), ended] })]);
    expect(refusalsOf(decideOn([touch("a", 5)], edited, sale({ settingsRevision: 1n })))).toEqual([undefined]);
    expect(refusalsOf(decideOn([touch("a", 5)], edited, sale({ settingsRevision: 2n })))).toEqual(["program_closed"]);
  });

  test("S5 the newest accepted touch's program brings the model, each touch keeps its own window and terms", () => {
    const shop = program("linear", { id: "shop", windowDays: 10, versions: [version({ rules: [percent(100_000)] })] });
    const blog = program("last_click", {
      id: "blog",
      windowDays: 1,
      versions: [version({ rules: [percent(200_000)] })],
    });
    const touches = [
      touch("a", 5 * DAY, { programId: "shop", partnerId: "ann" }),
      touch("b", 2 * DAY, { programId: "blog", partnerId: "bob" }),
      touch("c", DAY, { programId: "blog", partnerId: "cem" }),
      touch("d", 5, { programId: "shop", partnerId: "dee" }),
    ];
    const linear = decideOn(touches, settings([shop, blog]));
    expect(linear.model).toBe("linear");
    expect(refusalsOf(linear)).toEqual([undefined, "outside_window", undefined, undefined]);
    // 10 % of 100.00 in three parts, and 20 % in three parts: the first part is the larger one.
    expect(paysTo(linear)).toEqual([
      ["ann", 334n],
      ["cem", 667n],
      ["dee", 333n],
    ]);

    const last = decideOn(touches.slice(0, 3), settings([shop, blog]));
    expect([last.model, paysTo(last)]).toEqual(["last_click", [["cem", 2000n]]]);
  });

  test("S6 a partner revoked when the event was recorded, or now, is refused unless the touch keeps its credit", () => {
    const revokedThen = settings([program()], { revocations: { ann: [{ knownFrom: 1n, liftedKnownFrom: 3n }] } });
    const revokedNow = settings([program()], { revocations: { ann: [{ knownFrom: 5n, liftedKnownFrom: null }] } });
    const reinstated = settings([program()], { revocations: { ann: [{ knownFrom: 5n, liftedKnownFrom: 6n }] } });
    expect(refusedIn(revokedThen)).toEqual(["partner_revoked"]);
    expect(refusedIn(revokedThen, {}, 3n)).toEqual([undefined]);
    expect(refusedIn(revokedNow)).toEqual(["partner_revoked"]);
    expect(refusedIn(revokedNow, { keepsCredit: true })).toEqual([undefined]);
    expect(refusedIn(reinstated)).toEqual([undefined]);
    expect(refusedIn(settings(), { madeWhileRevoked: true })).toEqual(["partner_revoked"]);
  });

  test("the first reason that applies is given: revoked, flagged, after the event, outside the window, closed", () => {
    const closed = settings([program("last_click", { versions: [version({ endsAtMs: 0 })] })]);
    const all = { madeWhileRevoked: true, flags: ["bot" as const] };
    const refusal = (agoMs: number, more: Partial<TouchFact>): string | undefined =>
      refusalsOf(decideOn([touch("a", agoMs, more)], closed))[0];
    expect(refusal(-1, all)).toBe("partner_revoked");
    expect(refusal(-1, { flags: ["bot"] })).toBe("flagged");
    expect(refusal(-1, {})).toBe("after_event");
    expect(refusal(31 * DAY, {})).toBe("outside_window");
    expect(refusal(1, {})).toBe("program_closed");
  });
});

describe("pricing", () => {
  test("S8 S9 a rule is rounded once on the whole event and then split, so the parts sum to it", () => {
    const touches = ["ann", "bob", "cem"].map((partnerId, n) => touch(partnerId, 10 - n, { partnerId }));
    const decision = decideOn(
      touches,
      inProgram([percent(333_300)], "linear"),
      sale({ amount: { amountMinor: 5n, currency: "USD" } }),
    );
    // 33.33 % of 5 is 1.6665, so 2; each alone would have had 0.56, so 1 and 3 in all.
    expect(paysTo(decision)).toEqual([
      ["ann", 1n],
      ["bob", 1n],
    ]);
    expect(decision.credits.map(({ valueMinor }) => valueMinor)).toEqual([2n, 2n, 1n]);
  });

  test("S9 each touch's reward comes from its own terms", () => {
    const own = terms({ rules: [percent(500_000)] });
    const using = settings([program("linear")], { terms: { "bob/program": [own] } });
    const decision = decideOn([touch("a", 9), touch("b", 5, { partnerId: "bob" })], using);
    expect(paysTo(decision)).toEqual([
      ["ann", 500n],
      ["bob", 2500n],
    ]);
  });

  test("S10 a percentage with four decimals is exact and rounds half up", () => {
    expect(paidBy(1, 500_000n)).toBe(1n);
    expect(paidBy(1, 499_999n)).toBeUndefined();
    expect(paidBy(1_000_000, 9_007_199_254_740_991n)).toBe(9_007_199_254_740_991n);
    expect(paidBy(123_456, 1_000n)).toBe(123n);
  });

  test("S14 a fixed reward pays in its own currency, is split too, and needs no amount", () => {
    const rules = [fixed(101n, "EUR", { key: "bounty" }), percent(100_000)];
    const touches = [touch("a", 9), touch("b", 5, { partnerId: "bob" })];
    const paid = (event: EventFact): string[] =>
      decideOn(touches, inProgram(rules, "linear"), event).commissions.map(
        (each) => `${each.partnerId} ${each.ruleKey} ${each.amountMinor} ${each.currency}`,
      );
    expect(paid(sale())).toEqual(["ann base 500 USD", "ann bounty 51 EUR", "bob base 500 USD", "bob bounty 50 EUR"]);
    expect(paid(sale({ amount: null }))).toEqual(["ann bounty 51 EUR", "bob bounty 50 EUR"]);
  });

  test("S15 a result of zero leaves the credit and makes no commission", () => {
    const decision = decideOn([touch("a", 5)], inProgram([percent(0)]));
    expect([decision.credits.length, decision.commissions.length]).toEqual([1, 0]);
  });

  test("S15 every matching rule pays, and a partner's touches are summed into one commission per rule", () => {
    const rules = [
      percent(100_000),
      percent(50_000, { key: "more", eventTypes: ["sale"] }),
      percent(10_000, { key: "not", eventTypes: ["lead"] }),
    ];
    const decision = decideOn([touch("a", 9), touch("b", 5)], inProgram(rules, "linear"));
    expect(decision.credits).toHaveLength(2);
    expect(decision.commissions.map(({ ruleKey, amountMinor }) => [ruleKey, amountMinor])).toEqual([
      ["base", 1000n],
      ["more", 500n],
    ]);
  });

  test("S16 it matures at the event plus the holdback in days of 86,400,000 ms", () => {
    expect(decideOn([touch("a", 5)]).commissions[0]?.heldUntilMs).toBe(NOON + 30 * DAY);
    const own = settings([program()], { terms: { "ann/program": [terms({ holdbackDays: 7 })] } });
    expect(decideOn([touch("a", 5)], own).commissions[0]?.heldUntilMs).toBe(NOON + 7 * DAY);
  });

  test("S17 a refund lowers the base with the same weights, and a fixed reward in proportion; credits stay", () => {
    const using = inProgram([percent(100_000), fixed(999n, "EUR", { key: "bounty" })], "linear");
    const touches = [touch("a", 9), touch("b", 5, { partnerId: "bob" })];
    const refunded = sale({ refund: { refundedMinor: 2_501n, whole: false } });
    const decision = decideOn(touches, using, refunded);
    // 10 % of 74.99 is 7.499, so 7.50; 9.99 * 74.99 / 100 is 7.4915, so 7.49.
    expect(decision.commissions.map(({ amountMinor }) => amountMinor)).toEqual([375n, 375n, 375n, 374n]);
    expect(decision.credits).toEqual(decideOn(touches, using).credits);
    const all = decideOn(touches, using, sale({ refund: { refundedMinor: 10_000n, whole: false } }));
    expect([all.credits.length, all.commissions.length]).toEqual([2, 0]);
    const lead = sale({ amount: null, refund: { refundedMinor: 0n, whole: true } });
    expect(decideOn(touches, using, lead).commissions).toEqual([]);
  });
});

describe("history and terms", () => {
  const earlier: FirstOfType = { type: "sale", externalId: "sale-0", occurredAtMs: NOON - DAY };

  test("S11 a first rule pays for the person's first event of its types, a subsequent rule for the others", () => {
    const using = inProgram([
      percent(100_000, { key: "a", occurrence: "first" }),
      percent(10_000, { key: "b", occurrence: "subsequent" }),
    ]);
    const keys = (history: FirstOfType[]): string[] =>
      decideOn([touch("x", 5)], using, sale(), history).commissions.map(({ ruleKey }) => ruleKey);
    expect(keys([firstOf(sale())])).toEqual(["a"]);
    expect(keys([earlier])).toEqual(["b"]);
    expect(keys([{ ...earlier, type: "lead" }, firstOf(sale())])).toEqual(["b"]);
    expect(keys([{ ...earlier, type: "refund" }, firstOf(sale())])).toEqual(["a"]);
    // At the same instant the idempotency key decides, by its bytes.
    expect(keys([{ ...earlier, occurredAtMs: NOON, externalId: "sale-0" }])).toEqual(["b"]);
    expect(keys([firstOf(sale()), { ...earlier, type: "lead", occurredAtMs: NOON, externalId: "sale-2" }])).toEqual([
      "a",
    ]);
  });

  test("S11 only events of the rule's types count", () => {
    const using = inProgram([percent(100_000, { occurrence: "first", eventTypes: ["sale"] })]);
    expect(
      decideOn([touch("x", 5)], using, sale(), [{ ...earlier, type: "lead" }, firstOf(sale())]).commissions,
    ).toHaveLength(1);
  });

  test("S13 a cap ends so many calendar months after the first such event, exclusive", () => {
    const using = inProgram([percent(100_000, { capMonths: 1 })]);
    const first: FirstOfType = { type: "sale", externalId: "sale-0", occurredAtMs: Date.UTC(2026, 0, 31, 10) };
    const paidAt = (instant: string): number =>
      decideOn([touch("x", -58 * DAY)], using, sale({ occurredAtMs: Date.parse(instant) }), [first]).commissions.length;
    const near = (instant: string): number => {
      const occurredAtMs = Date.parse(instant);
      const click = touch("x", 0, { clickedAtMs: occurredAtMs - 1 });
      return decideOn([click], using, sale({ occurredAtMs }), [first]).commissions.length;
    };
    expect(near("2026-02-28T09:59:59.999Z")).toBe(1);
    expect(near("2026-02-28T10:00:00.000Z")).toBe(0);
    expect(paidAt("2026-02-28T10:00:00.000Z")).toBe(0);
  });

  test("S12 terms are the last recorded of those known and effective, else the oldest known, field by field over the program", () => {
    const versions = [
      terms({ id: "t1", version: 1, knownFrom: 1n, effectiveFromMs: NOON - 10 * DAY, rules: [percent(110_000)] }),
      terms({ id: "t2", version: 2, knownFrom: 2n, effectiveFromMs: NOON + DAY, rules: [percent(120_000)] }),
      terms({ id: "t3", version: 3, knownFrom: 3n, effectiveFromMs: NOON - DAY, rules: null, holdbackDays: 5 }),
    ];
    const using = settings([program()], { terms: { "ann/program": versions } });
    const on = (event: EventFact): [bigint | undefined, number | undefined, string | null | undefined] => {
      const click = touch("a", 0, { clickedAtMs: event.occurredAtMs - 5 });
      const [commission] = decideOn([click], using, event).commissions;
      return [
        commission?.amountMinor,
        commission && (commission.heldUntilMs - event.occurredAtMs) / DAY,
        commission?.termsId,
      ];
    };
    expect(on(sale({ settingsRevision: 1n }))).toEqual([1100n, 30, "t1"]);
    expect(on(sale({ settingsRevision: 2n }))).toEqual([1100n, 30, "t1"]);
    expect(on(sale({ settingsRevision: 2n, occurredAtMs: NOON + DAY }))).toEqual([1200n, 30, "t2"]);
    expect(on(sale({ settingsRevision: 3n, occurredAtMs: NOON + DAY }))).toEqual([1000n, 5, "t3"]);
    // None of those known is effective yet: the oldest.
    expect(on(sale({ settingsRevision: 3n, occurredAtMs: NOON - 20 * DAY }))).toEqual([1100n, 30, "t1"]);
  });

  test("S12 the recurring cap is always the program's", () => {
    const capped = version({ rules: [percent(100_000, { capMonths: 1 })] });
    const own = terms({ rules: [percent(200_000, { capMonths: null })] });
    const using = settings([program("last_click", { versions: [capped] })], { terms: { "ann/program": [own] } });
    const longAgo = { ...earlier, occurredAtMs: NOON - 40 * DAY };
    expect(paysTo(decideOn([touch("a", 5)], using, sale(), [earlier]))).toEqual([["ann", 2000n]]);
    expect(paysTo(decideOn([touch("a", 5)], using, sale(), [longAgo]))).toEqual([]);
  });
});

describe("every decision", () => {
  const models: AttributionModel[] = ["last_click", "first_click", "linear", "position", "time_decay"];
  const someTouch = fc.record({
    agoMs: fc.integer({ min: -DAY, max: 60 * DAY }),
    partnerId: fc.constantFrom("ann", "bob", "cem"),
    programId: fc.constantFrom("shop", "blog"),
    flagged: fc.boolean(),
  });
  const scenario = fc.record({
    touches: fc.array(someTouch, { maxLength: 30 }),
    shop: fc.constantFrom(...models),
    blog: fc.constantFrom(...models),
    amountMinor: fc.option(fc.bigInt({ min: 0n, max: 10n ** 12n })),
    percentE4: fc.integer({ min: 0, max: 1_000_000 }),
    fixedMinor: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    refundedShare: fc.bigInt({ min: 0n, max: 1_000n }),
  });

  function build(given: typeof scenario extends fc.Arbitrary<infer Given> ? Given : never): {
    touches: TouchFact[];
    using: AttributionSettings;
    event: EventFact;
  } {
    const rules = [percent(given.percentE4), fixed(given.fixedMinor, "EUR", { key: "bounty" })];
    const versions = [version({ rules })];
    const refundedMinor = ((given.amountMinor ?? 0n) * given.refundedShare) / 1000n;
    return {
      touches: given.touches.map(({ agoMs, flagged, ...rest }, n) =>
        touch(`click-${n}`, agoMs, { ...rest, flags: flagged ? ["manual"] : [] }),
      ),
      using: settings([
        program(given.shop, { id: "shop", windowDays: 30, versions }),
        program(given.blog, { id: "blog", windowDays: 7, versions }),
      ]),
      event: sale({
        amount: given.amountMinor === null ? null : { amountMinor: given.amountMinor, currency: "USD" },
        refund: { refundedMinor, whole: false },
      }),
    };
  }

  test("S8 S15 credits sum to exactly one and to the amount, and commissions to each rule's reward", () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const { touches, using, event } = build(given);
        const { credits, weightTotal, commissions, trace } = decideOn(touches, using, event);
        if (credits.length === 0) return expect(commissions).toEqual([]);
        expect(credits.reduce((sum, { weight }) => sum + weight, 0n)).toBe(weightTotal);
        if (event.amount)
          expect(credits.reduce((sum, { valueMinor }) => sum + valueMinor!, 0n)).toBe(event.amount.amountMinor);
        for (const key of ["base", "bounty"]) {
          const pricing = trace.pricing.find(({ rule }) => rule.key === key);
          const paid = commissions
            .filter(({ ruleKey }) => ruleKey === key)
            .reduce((sum, each) => sum + each.amountMinor, 0n);
          expect(paid).toBe(BigInt(pricing?.rewardMinor ?? "0"));
        }
      }),
    );
  });

  test("the same facts give the same bytes, in whatever order they stand", () => {
    fc.assert(
      fc.property(scenario, fc.infiniteStream(fc.nat(1000)), (given, random) => {
        const { touches, using, event } = build(given);
        const shuffled = touches
          .map((each) => ({ each, at: random.next().value as number }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ each }) => each);
        expect(bytes(decideOn(shuffled, using, event))).toBe(bytes(decideOn(touches, using, event)));
      }),
    );
  });
});
