import { expect, test } from "@jest/globals";

import { rightsOf, watchedCaller } from "../../src/http/graphql/socket/watched-caller.js";
import { Caller } from "../../src/services/identity/caller.js";
import { principalId } from "../../src/shared/principal.js";
import type { Database } from "../../src/shared/database/database.js";
import type { Principal } from "../../src/shared/principal.js";

const callerOf = (principal: Principal): Caller =>
  new Caller({} as Database, { authenticated: { organizationId: "o", slug: "acme", principal } }, undefined, {
    ip: "192.0.2.1",
  });

const member: Principal = { kind: "member", membershipId: "m", userId: "u", role: "MANAGER", sessionId: "s" };
const partner: Principal = { kind: "partner", partnerId: "p", sessionId: "s" };
const key: Principal = { kind: "key", keyId: "k", scopes: ["admin"] };

test.each([member, partner, key])("what $kind may do is no sign of who it is", (principal) => {
  const watched = watchedCaller(callerOf(principal));
  const tenant = watched.caller.tenant();
  expect(tenant.permissions).toEqual(callerOf(principal).tenant().permissions);
  expect(tenant.origin).toEqual({});
  expect(rightsOf(tenant.principal)).toBe(rightsOf(principal));
  expect(watched.wasRecognised).toBe(false);
});

test.each([
  [member, (seen: Principal) => principalId(seen)],
  [member, (seen: Principal) => (seen as typeof member).userId],
  [key, (seen: Principal) => principalId(seen)],
  [partner, (seen: Principal) => (seen as typeof partner).sessionId],
  [member, (seen: Principal) => ({ ...seen })],
])("who reads which seat, session or key it is, is noticed and told the truth", (principal, read) => {
  const watched = watchedCaller(callerOf(principal));
  const seen = watched.caller.tenant().principal;
  expect(watched.wasRecognised).toBe(false);
  expect(read(seen)).toEqual(read(principal));
  expect(watched.wasRecognised).toBe(true);
});

test("rights differ by role, by partner and by kind of key, and not by seat", () => {
  const several: Principal[] = [
    member,
    { ...member, role: "SUPPORT" },
    partner,
    { ...partner, partnerId: "q" },
    key,
    { ...key, scopes: ["events:write"] },
  ];
  expect(new Set(several.map(rightsOf)).size).toBe(several.length);
  expect(rightsOf({ ...member, membershipId: "n", userId: "v", sessionId: "t" })).toBe(rightsOf(member));
});
