import type { MembershipStatus, Role } from "../../graph/generated/graphql.js";

/** Every role; one that the graph gains fails the type check here. */
const ROLE_SET: Record<Role, true> = {
  OWNER: true,
  MAINTAINER: true,
  BILLING_ADMIN: true,
  MANAGER: true,
  SUPPORT: true,
  EXPERT: true,
  LEARNER: true,
};
export const ROLES = Object.keys(ROLE_SET) as Role[];

/** Where a membership can stand; what was erased has nobody behind it. */
export const STATUSES = ["ACTIVE", "SUSPENDED", "REMOVED"] as const satisfies readonly MembershipStatus[];
