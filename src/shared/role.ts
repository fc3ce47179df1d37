/** What a member may be at an organization. `permissions.ts` says what each role may do. */
export const ROLES = ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "EXPERT", "LEARNER", "SUPPORT"] as const;
export type Role = (typeof ROLES)[number];
