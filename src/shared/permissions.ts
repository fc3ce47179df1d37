import type { KeyScope } from "./key-scope.js";
import type { Principal } from "./principal.js";
import type { Role } from "./role.js";

/** Whom the table knows: a member by their role, a partner, and what a key was made for. */
export type Holder = Role | "PARTNER" | KeyScope;

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
    "partners:read",
    "partners:write",
    "commissions:read",
    "webhooks:write",
  ],
  "organization:readSettings": ["OWNER", "MAINTAINER"],
  "organization:readBilling": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER"],
  "organization:write": ["OWNER", "MAINTAINER"],
  "organization:writeBilling": ["OWNER", "BILLING_ADMIN"],
  "organization:writeCapabilities": ["OWNER"],
  "organization:deactivate": ["OWNER"],
  "program:read": [
    "OWNER",
    "MAINTAINER",
    "BILLING_ADMIN",
    "MANAGER",
    "SUPPORT",
    "PARTNER",
    "admin",
    "partners:read",
    "partners:write",
    "commissions:read",
  ],
  "program:write": ["OWNER", "MAINTAINER", "MANAGER", "admin"],
  "partner:read": [
    "OWNER",
    "MAINTAINER",
    "BILLING_ADMIN",
    "MANAGER",
    "SUPPORT",
    "admin",
    "partners:read",
    "partners:write",
    "commissions:read",
  ],
  "partner:write": ["OWNER", "MAINTAINER", "MANAGER", "admin", "partners:write"],
  "partner:reinstate": ["OWNER", "MAINTAINER", "MANAGER"],
  "terms:write": ["OWNER", "MAINTAINER", "MANAGER"],
  "link:read": [
    "OWNER",
    "MAINTAINER",
    "BILLING_ADMIN",
    "MANAGER",
    "SUPPORT",
    "PARTNER",
    "admin",
    "partners:read",
    "partners:write",
  ],
  "link:write": ["OWNER", "MAINTAINER", "MANAGER", "admin", "partners:write"],
  "link:writeOwn": ["PARTNER"],
  "click:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "PARTNER", "admin"],
  "click:flag": ["OWNER", "MAINTAINER", "MANAGER"],
  "event:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "admin", "commissions:read"],
  "person:read": ["OWNER", "MAINTAINER", "MANAGER", "SUPPORT", "admin"],
  "commission:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "admin", "commissions:read"],
  "commission:readOwn": ["PARTNER"],
  "commission:approve": ["OWNER", "MAINTAINER", "MANAGER"],
  "commission:reject": ["OWNER", "MAINTAINER", "MANAGER"],
  "earnings:read": [
    "OWNER",
    "MAINTAINER",
    "BILLING_ADMIN",
    "MANAGER",
    "SUPPORT",
    "PARTNER",
    "admin",
    "commissions:read",
  ],
  "event:write": ["OWNER", "MAINTAINER", "MANAGER", "admin", "events:write"],
  "identity:write": ["OWNER", "MAINTAINER", "MANAGER", "admin", "events:write"],
  "journal:read": ["OWNER", "MAINTAINER", "SUPPORT", "admin"],
  "ledger:read": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "SUPPORT", "admin"],
  "member:read": ["OWNER", "MAINTAINER", "MANAGER", "SUPPORT", "admin"],
  "member:write": ["OWNER"],
  "member:transferOwnership": ["OWNER"],
  "member:leave": ["OWNER", "MAINTAINER", "BILLING_ADMIN", "MANAGER", "EXPERT", "LEARNER", "SUPPORT"],
  "seat:read": ["OWNER", "MAINTAINER", "MANAGER", "SUPPORT", "admin"],
  "seat:write": ["OWNER"],
  "invitation:read": ["OWNER", "MAINTAINER"],
  // The owner's alone, as is everything about who belongs to the organization (C-MEM-07).
  "invitation:write": ["OWNER"],
  // The whole installation's: a service asks besides whose it is.
  "mail:configure": ["OWNER"],
  "apiKey:read": ["OWNER", "MAINTAINER"],
  "apiKey:write": ["OWNER", "MAINTAINER"],
  "history:import": ["admin"],
  "simulation:run": ["OWNER", "MAINTAINER", "MANAGER", "admin"],
} as const satisfies Record<string, readonly Holder[]>;

/** In the place of a permission: for operators at their own path. */
export const OPERATOR = "operator";

export type Permission = keyof typeof PERMISSIONS;

/** Whether one of the table's holders has the permission. */
export const holds = (holder: Holder, permission: Permission): boolean =>
  (PERMISSIONS[permission] as readonly Holder[]).includes(holder);

/** Every permission, in the table's order. */
export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

/** What a principal is in the table: one thing, but a key, which may have several scopes. */
function holdersOf(principal: Principal): readonly Holder[] | "system" {
  switch (principal.kind) {
    case "member":
      return [principal.role];
    case "partner":
      return ["PARTNER"];
    case "key":
      return principal.scopes;
    case "operator":
      // In any organization an operator passes as if they were its owner (C-ORG-20).
      return ["OWNER"];
    case "system":
      return "system";
  }
}

/** What changes nothing: for operators who look on. */
const isReading = (permission: Permission): boolean => /:read(?![a-z])/.test(permission);

const held = new Map<string, ReadonlySet<Permission>>();

/** What a principal may do. The system's own work may do everything. */
export function permissionsOf(principal: Principal): ReadonlySet<Permission> {
  const holders = holdersOf(principal);
  const isReadOnly = principal.kind === "member" && principal.impersonation?.isReadOnly === true;
  const key = `${holders === "system" ? holders : holders.join(" ")}${isReadOnly ? " reading" : ""}`;
  let permissions = held.get(key);
  if (!permissions) {
    permissions = new Set(
      ALL_PERMISSIONS.filter(
        (permission) =>
          (holders === "system" || holders.some((holder) => holds(holder, permission))) &&
          (!isReadOnly || isReading(permission)),
      ),
    );
    held.set(key, permissions);
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
