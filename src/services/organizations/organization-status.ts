import type { OrganizationStatus } from "../../entities/organizations/organization.entity.js";

/** Where something is asked of an organization, or done for it. */
export type OrganizationDoor = "graph" | "rest" | "portal" | "signIn" | "jobs" | "redirect" | "earning";

/**
 * What each status permits at every door: the whole of it. Only an active organization works. A link never breaks: in every
 * status it takes its visitor to the destination, and in all but one nothing of that is recorded, so nothing earns.
 * The functions of the schema `lookup` ask the same of the column; `organization-doors.test.ts` holds them to this table.
 */
export const ORGANIZATION_PERMITS: Record<OrganizationStatus, Record<OrganizationDoor, boolean>> = {
  active: { graph: true, rest: true, portal: true, signIn: true, jobs: true, redirect: true, earning: true },
  pending_verification: onlyRedirects(),
  suspended: onlyRedirects(),
  deactivated: onlyRedirects(),
};

function onlyRedirects(): Record<OrganizationDoor, boolean> {
  return { graph: false, rest: false, portal: false, signIn: false, jobs: false, redirect: true, earning: false };
}

/** What is done to an organization's standing. */
export type LifecycleStep = "verify" | "suspend" | "resume" | "deactivate";

/** From where each step may be taken, and where it leads. Deactivation is for good: the row remains, nobody comes back. */
const STEPS: Record<LifecycleStep, { from: readonly OrganizationStatus[]; to: OrganizationStatus }> = {
  verify: { from: ["pending_verification"], to: "active" },
  suspend: { from: ["active"], to: "suspended" },
  resume: { from: ["suspended"], to: "active" },
  deactivate: { from: ["pending_verification", "active", "suspended"], to: "deactivated" },
};

export type StepOutcome = { kind: "changes" | "done"; to: OrganizationStatus } | { kind: "illegal" };

/** What a step makes of a status. One that has been taken already is `done`: safe to repeat. */
export function stepFrom(status: OrganizationStatus, step: LifecycleStep): StepOutcome {
  const { from, to } = STEPS[step];
  if (from.includes(status)) return { kind: "changes", to };
  // Resuming what was never suspended is as good as done; verifying what is suspended is not.
  return status === to ? { kind: "done", to } : { kind: "illegal" };
}

/** What a member, a partner or a key of an organization that does not work is told, and no stranger. */
export const STANDING_REFUSALS: Record<Exclude<OrganizationStatus, "active">, { code: string; message: string }> = {
  pending_verification: {
    code: "organization_pending_verification",
    message: "This organization waits for its verification by the operator.",
  },
  suspended: {
    code: "organization_suspended",
    message: "This organization is suspended. Its links still lead on; nothing is recorded until it is resumed.",
  },
  deactivated: { code: "organization_deactivated", message: "This organization was deactivated." },
};
