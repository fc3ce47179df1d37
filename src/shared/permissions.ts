import type { Principal } from "./principal.js";
import type { Role } from "./role.js";

/**
 * Who may do what, in one table. Sets are explicit: no role is "at least" another one (C-BUG-10). A partner's and a key's
 * rights reach only as far as their services let them: a partner sees what is their own.
 */
const PERMISSIONS = {
  "organization:read": [
    "OWNER",
    "MAINTAINER",
    "BILLING_ADMIN",
    "MANAGER",
    "EXPERT",
    "LEARNER",
    "SUPPORT",
    "PARTNER",
    "admin",
  ],
  "organization:readSettings": ["OWNER", "MAINTAINER"],
  "organization:readBilling": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER"],
  "organization:write": ["OWNER", "MAINTAINER"],
  "organization:writeBilling": ["OWNER", "BILLING_ADMIN"],
  "organization:writeCapabilities": ["OWNER"],
  "organization:deactivate": ["OWNER"],
  "program:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "PARTNER", "admin"],
  "program:write": ["OWNER", "MAINTAINER", "MANAGER", "admin"],
  "partner:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "admin"],
  "partner:write": ["OWNER", "MAINTAINER", "MANAGER", "admin"],
  "partner:reinstate": ["OWNER", "MAINTAINER", "MANAGER"],
  "terms:write": ["OWNER", "MAINTAINER", "MANAGER"],
  "link:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "PARTNER", "admin"],
  "link:write": ["OWNER", "MAINTAINER", "MANAGER", "admin"],
  "link:writeOwn": ["PARTNER"],
  "click:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "PARTNER", "admin"],
  "click:flag": ["OWNER", "MAINTAINER", "MANAGER"],
  "event:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "admin"],
  "person:read": ["OWNER", "MAINTAINER", "MANAGER", "SUPPORT", "admin"],
  "commission:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "admin"],
  "commission:readOwn": ["PARTNER"],
  "commission:approve": ["OWNER", "MAINTAINER", "MANAGER"],
  "commission:reject": ["OWNER", "MAINTAINER", "MANAGER"],
  "earnings:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "PARTNER", "admin"],
  "event:write": ["OWNER", "MAINTAINER", "MANAGER", "admin", "events"],
  "identity:write": ["OWNER", "MAINTAINER", "MANAGER", "admin", "events"],
  "journal:read": ["OWNER", "MAINTAINER", "SUPPORT", "admin"],
  "ledger:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "admin"],
  "member:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "admin"],
  // The whole installation's: a service asks besides whose it is.
  "mail:configure": ["OWNER"],
  "apiKey:read": ["OWNER", "MAINTAINER"],
  "apiKey:write": ["OWNER", "MAINTAINER"],
  "history:import": ["admin"],
  "simulation:run": ["OWNER", "MAINTAINER", "MANAGER", "admin"],
} as const satisfies Record<string, readonly (Role | "PARTNER" | "admin" | "events")[]>;

/** In the place of a permission: for operators at their own path, and for nobody who is in an organization. */
export const OPERATOR = "operator";

export type Permission = keyof typeof PERMISSIONS;

/** Every permission, in the table's order. */
export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

function holderOf(principal: Principal): string {
  switch (principal.kind) {
    case "member":
      return principal.role;
    case "partner":
      return "PARTNER";
    case "key":
      return principal.keyKind;
    case "operator":
      // In any organization an operator passes as if they were its owner (C-ORG-20).
      return "OWNER";
    case "system":
      return "system";
  }
}

const held = new Map<string, ReadonlySet<Permission>>();

/** What a principal may do. The system's own work may do everything. */
export function permissionsOf(principal: Principal): ReadonlySet<Permission> {
  const holder = holderOf(principal);
  let permissions = held.get(holder);
  if (!permissions) {
    permissions = new Set(
      ALL_PERMISSIONS.filter(
        (permission) => holder === "system" || (PERMISSIONS[permission] as readonly string[]).includes(holder),
      ),
    );
    held.set(holder, permissions);
  }
  return permissions;
}

/** Throws FORBIDDEN for the first of the permissions unless the asker holds one of them. Of none, none is needed. */
export function requireOneOf(
  asker: { can(permission: Permission): boolean; require(permission: Permission): void },
  [needed, ...others]: readonly Permission[],
): void {
  if (needed && !others.some((permission) => asker.can(permission))) asker.require(needed);
}
