import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import type { DecidedCommission } from "../../../src/services/partners/attribution/decision.js";
import type { SettlementStep, StandingCommission } from "../../../src/services/partners/attribution/settle.js";
import { netMinor, settle } from "../../../src/services/partners/attribution/settle.js";

const wanted = (amountMinor: bigint, more: Partial<DecidedCommission> = {}): DecidedCommission => ({
  partnerId: "ann",
  programId: "program",
  ruleKey: "base",
  programVersionId: "version-1",
  termsId: null,
  amountMinor,
  currency: "USD",
  heldUntilMs: 5,
  ...more,
});

const standing = (amountMinor: bigint, more: Partial<StandingCommission> = {}): StandingCommission => ({
  id: "c1",
  partnerId: "ann",
  programId: "program",
  ruleKey: "base",
  amountMinor,
  currency: "USD",
  status: "held",
  adjustedMinor: 0n,
  ...more,
});

describe("settling a decision", () => {
  test("S18 what is held is reversed and accrued anew", () => {
    expect(settle([standing(500n)], [wanted(300n)])).toEqual([
      { kind: "reverse", commissionId: "c1" },
      { kind: "accrue", commission: wanted(300n) },
    ]);
    expect(settle([standing(500n)], [])).toEqual([{ kind: "reverse", commissionId: "c1" }]);
  });

  test("S18 what is approved or paid gets one adjustment of the difference, again and again", () => {
    expect(settle([standing(500n, { status: "approved" })], [wanted(300n)])).toEqual([
      { kind: "adjust", commissionId: "c1", differenceMinor: -200n },
    ]);
    expect(settle([standing(500n, { status: "paid", adjustedMinor: -200n })], [])).toEqual([
      { kind: "adjust", commissionId: "c1", differenceMinor: -300n },
    ]);
    expect(settle([standing(500n, { status: "paid", adjustedMinor: -500n })], [wanted(700n)])).toEqual([
      { kind: "adjust", commissionId: "c1", differenceMinor: 700n },
    ]);
  });

  test("S18 a late fact costs the old partner and credits the new", () => {
    const steps = settle([standing(500n, { status: "approved" })], [wanted(500n, { partnerId: "bob" })]);
    expect(steps).toEqual([
      { kind: "adjust", commissionId: "c1", differenceMinor: -500n },
      { kind: "accrue", commission: wanted(500n, { partnerId: "bob" }) },
    ]);
  });

  test("S18 nothing is done where the worth stays the same", () => {
    expect(settle([standing(500n)], [wanted(500n)])).toEqual([]);
    expect(settle([standing(700n, { status: "approved", adjustedMinor: -200n })], [wanted(500n)])).toEqual([]);
  });

  test("S18 a reversed commission is past: the next decision accrues a new one", () => {
    expect(settle([standing(500n, { status: "reversed" })], [wanted(500n)])).toEqual([
      { kind: "accrue", commission: wanted(500n) },
    ]);
  });

  test("S21 a rejected commission stays worth zero", () => {
    expect(settle([standing(500n, { status: "rejected" })], [wanted(500n)])).toEqual([]);
    expect(settle([standing(500n, { status: "rejected", adjustedMinor: -500n })], [wanted(900n)])).toEqual([]);
    expect(settle([standing(500n, { status: "rejected" })], [wanted(900n, { ruleKey: "more" })])).toHaveLength(1);
  });
});

test("S18 however a commission came to stand, after settling it is worth what the decision says", () => {
  const someWanted = fc.uniqueArray(
    fc.record({ partnerId: fc.constantFrom("ann", "bob"), amountMinor: fc.bigInt({ min: 1n, max: 1000n }) }),
    { selector: ({ partnerId }) => partnerId },
  );
  const step = fc.record({ wanted: someWanted, approves: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      let commissions: StandingCommission[] = [];
      steps.forEach((each, index) => {
        const desired = each.wanted.map(({ partnerId, amountMinor }) => wanted(amountMinor, { partnerId }));
        commissions = applied(commissions, settle(commissions, desired), `s${index}`);
        for (const partnerId of ["ann", "bob"]) {
          const net = commissions.filter((c) => c.partnerId === partnerId).reduce((sum, c) => sum + netMinor(c), 0n);
          expect(net).toBe(desired.find((d) => d.partnerId === partnerId)?.amountMinor ?? 0n);
        }
        expect(settle(commissions, desired)).toEqual([]);
        if (each.approves)
          commissions = commissions.map((c) => (c.status === "held" ? { ...c, status: "approved" } : c));
      });
    }),
  );
});

function applied(commissions: StandingCommission[], steps: SettlementStep[], name: string): StandingCommission[] {
  let after = commissions;
  steps.forEach((step, index) => {
    if (step.kind === "accrue") {
      after = [...after, { ...standing(step.commission.amountMinor), ...step.commission, id: `${name}-${index}` }];
    } else {
      after = after.map((each) => {
        if (each.id !== step.commissionId) return each;
        return step.kind === "reverse"
          ? { ...each, status: "reversed" as const }
          : { ...each, adjustedMinor: each.adjustedMinor + step.differenceMinor };
      });
    }
  });
  return after;
}
