import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { printPermissions } from "../../src/resolvers/print-permissions.js";
import type { KeyScope } from "../../src/shared/key-scope.js";
import { KEY_SCOPES } from "../../src/shared/key-scope.js";
import { ALL_PERMISSIONS, holds, permissionsOf } from "../../src/shared/permissions.js";
import { PROJECT_FOLDER } from "../../src/shared/project-folder.js";
import { ROLES } from "../../src/shared/role.js";

const of = (...scopes: KeyScope[]) => [...permissionsOf({ kind: "key", keyId: "k", scopes })].toSorted();

describe("who may do what", () => {
  test("docs/permissions.md is what the table says: npm run --silent tributary -- permissions > docs/permissions.md", () => {
    expect(readFileSync(join(PROJECT_FOLDER, "docs/permissions.md"), "utf8")).toBe(printPermissions());
  });

  test("A-AUTH-15 a key may what its scopes open together, and nothing else", () => {
    expect(of("events:write")).toEqual(["event:write", "identity:write"]);
    const both = new Set([...of("partners:write"), ...of("commissions:read")]);
    expect(of("partners:write", "commissions:read")).toEqual([...both].toSorted());
    expect(of("commissions:read", "partners:write")).toEqual([...both].toSorted());
    for (const scope of KEY_SCOPES.filter((one) => one !== "admin")) {
      for (const permission of of(scope))
        expect(permission).not.toMatch(/^(apiKey|member|journal|mail|history|terms):/);
    }
  });

  test("no key and no partner may make keys, change members or the organization", () => {
    const outsiders = [...KEY_SCOPES, "PARTNER"] as const;
    const forbidden = ALL_PERMISSIONS.filter((permission) =>
      /^(apiKey|member|seat|organization|mail|operator):(write|configure|deactivate|invite)/.test(permission),
    );
    expect(forbidden.length).toBeGreaterThan(3);
    const held = forbidden.filter((permission) => outsiders.some((who) => holds(who, permission)));
    expect(held).toEqual([]);
  });

  test("C-BUG-10 BILLING_ADMIN is a set beside the others, not a rank between them", () => {
    const sets = Object.fromEntries(
      ROLES.map((role) => [role, new Set(ALL_PERMISSIONS.filter((permission) => holds(role, permission)))]),
    ) as Record<(typeof ROLES)[number], Set<string>>;
    expect([...sets.BILLING_ADMIN].some((permission) => !sets.MAINTAINER.has(permission))).toBe(true);
    expect([...sets.MANAGER].some((permission) => !sets.BILLING_ADMIN.has(permission))).toBe(true);
  });
});
