import type { Caller } from "../../../services/identity/caller.js";
import type { Principal } from "../../../shared/principal.js";

/** A caller of whom it shows whether somebody asked who it is, and not only what they may do. */
export interface WatchedCaller {
  caller: Caller;
  readonly wasRecognised: boolean;
}

/**
 * The same caller with the same rights, watched: as soon as the membership, the session or the key is read, what is made of it is
 * for this one alone. A partner's id is no secret of the group, since all of it are that partner.
 */
export function watchedCaller(caller: Caller): WatchedCaller {
  const watch = { wasRecognised: false, caller };
  const { authenticated } = caller;
  if (authenticated) {
    const recognised = <Value>(value: Value): Value => {
      watch.wasRecognised = true;
      return value;
    };
    watch.caller = caller.seenAs(watchedPrincipal(authenticated.principal, recognised));
  }
  return watch;
}

function watchedPrincipal(principal: Principal, recognised: <Value>(value: Value) => Value): Principal {
  switch (principal.kind) {
    case "member":
      return {
        kind: "member",
        role: principal.role,
        get membershipId() {
          return recognised(principal.membershipId);
        },
        get userId() {
          return recognised(principal.userId);
        },
        get sessionId() {
          return recognised(principal.sessionId);
        },
      };
    case "partner":
      return {
        kind: "partner",
        partnerId: principal.partnerId,
        get sessionId() {
          return recognised(principal.sessionId);
        },
      };
    case "key":
      return {
        kind: "key",
        scopes: principal.scopes,
        get keyId() {
          return recognised(principal.keyId);
        },
      };
    case "operator":
    case "system":
      return principal;
  }
}

/** What a principal may see and do, without who it is: equal for everybody who gets the same answers. */
export function rightsOf(principal: Principal): string {
  switch (principal.kind) {
    case "member":
      return `member ${principal.role}`;
    case "partner":
      return `partner ${principal.partnerId}`;
    case "key":
      return `key ${principal.scopes.join(" ")}`;
    case "operator":
      return `operator ${principal.operatorId}`;
    case "system":
      return `system ${principal.name}`;
  }
}
