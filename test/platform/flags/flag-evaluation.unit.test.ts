import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import type { FlagRule, FlagScope, FlagSubject } from "../../../src/services/platform/flags/flag-evaluation.js";
import {
  evaluateFlag,
  hasAnyScope,
  inRolloutBucket,
  matchesScope,
  rolloutBucket,
} from "../../../src/services/platform/flags/flag-evaluation.js";
import { PROJECT_FOLDER } from "../../../src/shared/project-folder.js";

const NOBODY: FlagScope = { plans: [], organizationSlugs: [], resellerSlugs: [], environments: [] };
const acme: FlagSubject = {
  organizationId: "018f4f3c-aaaa-7bbb-8ccc-0123456789ab",
  slug: "acme",
  plan: "pro",
  resellerSlug: null,
  environment: "production",
};
const flag = (given: Partial<FlagRule>): FlagRule => ({
  key: "a_flag",
  state: "off",
  percent: 0,
  scope: NOBODY,
  ...given,
});
const ids = fc.uuid();

describe("what a flag says", () => {
  test("B-FLAG-02 off is false and on is true, whatever the scope and the share", () => {
    const scope = { ...NOBODY, organizationSlugs: ["acme"] };
    expect(evaluateFlag(flag({ state: "off", percent: 100, scope }), acme)).toEqual({
      value: false,
      reason: "DISABLED",
    });
    expect(evaluateFlag(flag({ state: "on", scope: { ...NOBODY, plans: ["free"] } }), acme)).toEqual({
      value: true,
      reason: "STATIC",
    });
  });

  test("B-FLAG-03 targeted: an empty scope means nobody", () => {
    expect(hasAnyScope(NOBODY)).toBe(false);
    expect(evaluateFlag(flag({ state: "targeted" }), acme)).toEqual({ value: false, reason: "DEFAULT" });
  });

  test("B-FLAG-03 every axis that asks for something must match", () => {
    const plan = { ...NOBODY, plans: ["pro", "team"] };
    expect(hasAnyScope(plan)).toBe(true);
    expect(evaluateFlag(flag({ state: "targeted", scope: plan }), acme)).toEqual({
      value: true,
      reason: "TARGETING_MATCH",
    });
    const elsewhere = { ...plan, environments: ["staging"] };
    expect(evaluateFlag(flag({ state: "targeted", scope: elsewhere }), acme).value).toBe(false);
    expect(matchesScope({ ...plan, environments: ["staging", "production"] }, acme)).toBe(true);
  });

  test("B-FLAG-03 what an organization does not have is named by nobody", () => {
    expect(matchesScope({ ...NOBODY, resellerSlugs: ["null", ""] }, acme)).toBe(false);
    expect(matchesScope({ ...NOBODY, plans: ["pro"] }, { ...acme, plan: null })).toBe(false);
  });

  test("B-FLAG-04 a rollout reaches nobody at 0 and everybody in its scope at 100", () => {
    fc.assert(
      fc.property(ids, (organizationId) => {
        const subject = { ...acme, organizationId };
        expect(evaluateFlag(flag({ state: "rollout", percent: 0 }), subject).value).toBe(false);
        expect(evaluateFlag(flag({ state: "rollout", percent: 100 }), subject)).toEqual({
          value: true,
          reason: "SPLIT",
        });
        const others = { ...NOBODY, organizationSlugs: ["rival"] };
        expect(evaluateFlag(flag({ state: "rollout", percent: 100, scope: others }), subject).value).toBe(false);
      }),
    );
  });

  test("B-FLAG-04 more percent only ever adds organizations", () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 0, max: 99 }), (organizationId, percent) => {
        if (!inRolloutBucket(organizationId, "a_flag", percent)) return;
        expect(inRolloutBucket(organizationId, "a_flag", percent + 1)).toBe(true);
      }),
    );
  });

  test("B-FLAG-04 half of many organizations are in the lower half of the buckets", () => {
    const reached = fc.sample(ids, { numRuns: 4000, seed: 7 }).filter((id) => inRolloutBucket(id, "a_flag", 50));
    expect(reached.length).toBeGreaterThan(1850);
    expect(reached.length).toBeLessThan(2150);
  });

  test("B-FLAG-05 the buckets are those of the published vectors", () => {
    const vectors = JSON.parse(readFileSync(join(PROJECT_FOLDER, "docs/vectors/rollout-buckets.json"), "utf8")) as {
      organizationId: string;
      key: string;
      sha256: string;
      bucket: number;
    }[];
    expect(vectors.length).toBeGreaterThan(40);
    for (const { organizationId, key, sha256, bucket } of vectors) {
      expect(rolloutBucket(organizationId, key)).toBe(bucket);
      expect(Number(BigInt(`0x${sha256}`) % 100n)).toBe(bucket);
    }
  });
});
