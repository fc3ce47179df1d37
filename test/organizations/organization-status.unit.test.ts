import { expect, test } from "@jest/globals";

import { ORGANIZATION_STATUSES } from "../../src/entities/organizations/organization.entity.js";
import type { LifecycleStep } from "../../src/services/organizations/organization-status.js";
import {
  ORGANIZATION_PERMITS,
  STANDING_REFUSALS,
  stepFrom,
} from "../../src/services/organizations/organization-status.js";

const STEPS: LifecycleStep[] = ["verify", "suspend", "resume", "deactivate"];

test("C-ORG-03 these steps lead from each status, these change nothing, and every other is illegal", () => {
  const table = ORGANIZATION_STATUSES.map((status) => [
    status,
    ...STEPS.map((step) => {
      const outcome = stepFrom(status, step);
      return outcome.kind === "illegal" ? "illegal" : `${outcome.kind} ${outcome.to}`;
    }),
  ]);
  expect(table).toEqual([
    ["pending_verification", "changes active", "illegal", "illegal", "changes deactivated"],
    ["active", "done active", "changes suspended", "done active", "changes deactivated"],
    ["suspended", "illegal", "done suspended", "changes active", "changes deactivated"],
    ["deactivated", "illegal", "illegal", "illegal", "done deactivated"],
  ]);
});

test("only an active organization works, and a link leads on in every status", () => {
  for (const status of ORGANIZATION_STATUSES) {
    const { redirect, ...others } = ORGANIZATION_PERMITS[status];
    expect(redirect).toBe(true);
    expect(new Set(Object.values(others))).toEqual(new Set([status === "active"]));
  }
});

test("every status that does not work is told in words of its own", () => {
  const told = Object.values(STANDING_REFUSALS);
  expect(new Set(told.map(({ code }) => code)).size).toBe(ORGANIZATION_STATUSES.length - 1);
  for (const { code, message } of told)
    expect([code, message]).toEqual([expect.stringMatching(/^organization_/), expect.stringMatching(/\.$/)]);
});
