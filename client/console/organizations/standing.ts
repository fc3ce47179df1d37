import type { LifecycleStep, OrganizationStatus } from "../generated/graphql.js";

/** Every status; one that the graph gains fails the type check here. */
const STEPS_OF: Record<OrganizationStatus, readonly LifecycleStep[]> = {
  PENDING_VERIFICATION: ["VERIFY", "DEACTIVATE"],
  ACTIVE: ["SUSPEND", "DEACTIVATE"],
  SUSPENDED: ["RESUME", "DEACTIVATE"],
  DEACTIVATED: [],
};

export const STATUSES = Object.keys(STEPS_OF) as OrganizationStatus[];

/** What can be done with an organization that stands there. */
export const stepsFrom = (status: OrganizationStatus): readonly LifecycleStep[] => STEPS_OF[status];

/** Steps that stop somebody's work: they need a reason and a second thought. */
export const STOPPING: ReadonlySet<LifecycleStep> = new Set<LifecycleStep>(["SUSPEND", "DEACTIVATE"]);

/** Badges say it in words; the colour only helps. */
export const STATUS_COLORS: Record<OrganizationStatus, string> = {
  PENDING_VERIFICATION: "yellow",
  ACTIVE: "river",
  SUSPENDED: "red",
  DEACTIVATED: "gray",
};
