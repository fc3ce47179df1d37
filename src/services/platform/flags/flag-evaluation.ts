import { createHash } from "node:crypto";

import type { FlagState } from "../../../entities/platform/flag.entity.js";

/** Who is meant, axis by axis. An empty axis asks nothing. */
export interface FlagScope {
  plans: readonly string[];
  organizationSlugs: readonly string[];
  /** Of the organization that sells to it. */
  resellerSlugs: readonly string[];
  /** Of the installation, such as `production`. */
  environments: readonly string[];
}

/** What decides about an organization. */
export interface FlagRule {
  key: string;
  state: FlagState;
  /** The share that a rollout reaches, 0 to 100. */
  percent: number;
  scope: FlagScope;
}

/** An organization as flags see it; null where it has none. */
export interface FlagSubject {
  organizationId: string;
  slug: string;
  plan: string | null;
  resellerSlug: string | null;
  environment: string;
}

/** Why, in OpenFeature's words. */
export type FlagReason = "DISABLED" | "STATIC" | "TARGETING_MATCH" | "SPLIT" | "DEFAULT";

export interface FlagOutcome {
  value: boolean;
  reason: FlagReason;
}

const BUCKETS = 100;

/** Whether any axis asks for something. An allow-list without names means nobody, so `targeted` needs this. */
export const hasAnyScope = ({ plans, organizationSlugs, resellerSlugs, environments }: FlagScope): boolean =>
  [plans, organizationSlugs, resellerSlugs, environments].some((axis) => axis.length > 0);

/** Whether every axis that asks for something names the subject. What the subject does not have is named by none. */
export function matchesScope(scope: FlagScope, subject: FlagSubject): boolean {
  const axes: [readonly string[], string | null][] = [
    [scope.plans, subject.plan],
    [scope.organizationSlugs, subject.slug],
    [scope.resellerSlugs, subject.resellerSlug],
    [scope.environments, subject.environment],
  ];
  return axes.every(([names, own]) => names.length === 0 || (own !== null && names.includes(own)));
}

/**
 * The bucket of an organization for one flag, 0 to 99: SHA-256 of `<organizationId>:<key>` in UTF-8, all of its 32 bytes
 * read as one unsigned number, the first byte the highest, modulo 100. `docs/vectors/rollout-buckets.json` has examples.
 */
export function rolloutBucket(organizationId: string, key: string): number {
  const digest = createHash("sha256").update(`${organizationId}:${key}`, "utf8").digest();
  return digest.reduce((remainder, byte) => (remainder * 256 + byte) % BUCKETS, 0);
}

/** Whether a rollout of so many percent reaches the organization. More percent only ever adds organizations. */
export const inRolloutBucket = (organizationId: string, key: string, percent: number): boolean =>
  rolloutBucket(organizationId, key) < percent;

/** What a flag says to an organization. Depends on nothing but its arguments. */
export function evaluateFlag({ key, state, percent, scope }: FlagRule, subject: FlagSubject): FlagOutcome {
  switch (state) {
    case "off":
      return { value: false, reason: "DISABLED" };
    case "on":
      return { value: true, reason: "STATIC" };
    case "targeted":
      return hasAnyScope(scope) && matchesScope(scope, subject)
        ? { value: true, reason: "TARGETING_MATCH" }
        : { value: false, reason: "DEFAULT" };
    case "rollout":
      return matchesScope(scope, subject)
        ? { value: inRolloutBucket(subject.organizationId, key, percent), reason: "SPLIT" }
        : { value: false, reason: "DEFAULT" };
  }
}
