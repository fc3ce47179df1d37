import { ALL_PERMISSIONS, permissionsOf } from "../../src/shared/permissions.js";
import type { Principal } from "../../src/shared/principal.js";
import { ROLES } from "../../src/shared/role.js";
import type { Figure } from "../support/figure.js";

/** More than any page asks in one request. */
const CHECKS = 200;
const REQUESTS = 20_000;
const SHARE_MAX = 0.05;
const US_PER_MS = 1000;

/** What it costs to find out what somebody may do, and to ask that so often, beside all of a request's CPU in this process. */
export function permissionChecks(requestCpuMs: number): Figure {
  const principals = ROLES.map((role): Principal => {
    return { kind: "member", membershipId: role, userId: role, role, sessionId: role };
  });
  let granted = 0;
  const ask = (requests: number): void => {
    for (let request = 0; request < requests; request++) {
      const permissions = permissionsOf(principals[request % principals.length]!);
      for (let check = 0; check < CHECKS; check++) {
        if (permissions.has(ALL_PERMISSIONS[check % ALL_PERMISSIONS.length]!)) granted += 1;
      }
    }
  };
  ask(REQUESTS);
  const before = process.cpuUsage();
  ask(REQUESTS);
  const { user, system } = process.cpuUsage(before);
  if (granted === 0) throw new Error("Broken assumption: somebody may do something");
  const ours = (user + system) / US_PER_MS / REQUESTS;
  return {
    name: `${CHECKS} permission checks in a request's CPU (ms)`,
    ours,
    limit: requestCpuMs,
    ratio: ours / requestCpuMs,
    bar: SHARE_MAX,
    lowerIsBetter: true,
    p50Ms: null,
    p99Ms: null,
    nodeCpuMs: ours,
    postgresCpuMs: null,
  };
}
