import { describe, expect, test } from "@jest/globals";

import { MEMBERSHIP_STATUSES } from "../../src/entities/organizations/membership.entity.js";
import type { MembershipStep } from "../../src/services/organizations/membership-rules.js";
import { holdsSeat, isLegal, stepOf } from "../../src/services/organizations/membership-rules.js";
import { ROLES } from "../../src/shared/role.js";

const byAnotherOwner = { isOwn: false, activeOwners: 2 };
const own = { isOwn: true, activeOwners: 2 };

test("C-SEAT-01 a seat is held exactly by an active learner", () => {
  const holders = ROLES.flatMap((role) =>
    MEMBERSHIP_STATUSES.filter((status) => holdsSeat({ role, status })).map((status) => `${role} ${status}`),
  );
  expect(holders).toEqual(["LEARNER ACTIVE"]);
});

describe("which role may follow which", () => {
  test.each(ROLES.flatMap((from) => ROLES.map((to) => [from, to] as const)))("C-MEM-11 %s to %s", (from, to) => {
    const isDisjoint = [from, to].toSorted().join() === "EXPERT,LEARNER";
    expect(isLegal(from, to)).toBe(!isDisjoint);
    const verdict = stepOf({ role: from, status: "ACTIVE" }, { kind: "changeRole", to }, byAnotherOwner);
    if (from === to) expect(verdict).toEqual({ kind: "unchanged" });
    else if (isDisjoint) expect(verdict).toEqual({ kind: "refused", code: "illegal_role_change" });
    else expect(verdict).toEqual({ kind: "changes", to: { role: to, status: "ACTIVE" } });
  });
});

/** From a status by a step to a status; `ended` is refused, `same` changes nothing. */
const STATUS_TABLE: Record<(typeof MEMBERSHIP_STATUSES)[number], Record<string, string>> = {
  ACTIVE: { suspend: "SUSPENDED", reactivate: "same", remove: "REMOVED", leave: "REMOVED" },
  SUSPENDED: { suspend: "same", reactivate: "ACTIVE", remove: "REMOVED", leave: "REMOVED" },
  REMOVED: { suspend: "ended", reactivate: "ended", remove: "same", leave: "same" },
  ERASED: { suspend: "ended", reactivate: "ended", remove: "same", leave: "same" },
};

test.each(
  MEMBERSHIP_STATUSES.flatMap((status) =>
    Object.entries(STATUS_TABLE[status]).map(([kind, to]) => [status, kind as "suspend", to] as const),
  ),
)("C-MEM-03 %s by %s is %s", (status, kind, to) => {
  const verdict = stepOf({ role: "MANAGER", status }, { kind }, byAnotherOwner);
  if (to === "same") expect(verdict).toEqual({ kind: "unchanged" });
  else if (to === "ended") expect(verdict).toEqual({ kind: "refused", code: "membership_ended" });
  else expect(verdict).toEqual({ kind: "changes", to: { role: "MANAGER", status: to } });
});

test("nobody has another role, who is no member any more", () => {
  for (const status of ["REMOVED", "ERASED"] as const) {
    expect(stepOf({ role: "MANAGER", status }, { kind: "changeRole", to: "OWNER" }, byAnotherOwner)).toEqual({
      kind: "refused",
      code: "membership_ended",
    });
  }
});

test("C-MEM-10 the last owner stays one, and stays in", () => {
  const steps: MembershipStep[] = [
    { kind: "changeRole", to: "MANAGER" },
    { kind: "suspend" },
    { kind: "remove" },
    { kind: "leave" },
  ];
  for (const step of steps) {
    const isOwn = step.kind === "leave";
    const verdict = stepOf({ role: "OWNER", status: "ACTIVE" }, step, { isOwn, activeOwners: 1 });
    expect({ step, verdict }).toEqual({ step, verdict: { kind: "refused", code: "last_owner" } });
    expect(stepOf({ role: "OWNER", status: "ACTIVE" }, step, { isOwn, activeOwners: 2 }).kind).toBe("changes");
  }
  expect(stepOf({ role: "OWNER", status: "SUSPENDED" }, { kind: "remove" }, byAnotherOwner).kind).toBe("changes");
});

test("nobody changes their own role but an owner, who may step down", () => {
  for (const role of ROLES) {
    const verdict = stepOf({ role, status: "ACTIVE" }, { kind: "changeRole", to: "OWNER" }, own);
    expect(verdict).toEqual(role === "OWNER" ? { kind: "unchanged" } : { kind: "refused", code: "self_promotion" });
  }
  expect(stepOf({ role: "OWNER", status: "ACTIVE" }, { kind: "changeRole", to: "MANAGER" }, own).kind).toBe("changes");
});

test("nobody suspends or removes themselves: leaving has a step of its own", () => {
  for (const kind of ["suspend", "remove"] as const) {
    expect(stepOf({ role: "OWNER", status: "ACTIVE" }, { kind }, own)).toEqual({
      kind: "refused",
      code: "own_membership",
    });
  }
  for (const role of ROLES) expect(stepOf({ role, status: "ACTIVE" }, { kind: "leave" }, own).kind).toBe("changes");
});
