import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { PLATFORM_ENTITIES, TENANT_ENTITIES } from "../../src/entities/index.js";
import { assertBoundary } from "../../src/shared/database/assert-boundary.js";
import { createDataSource } from "../../src/shared/database/data-source.js";
import { sqlState } from "../../src/shared/database/database.js";
import { migrate } from "../../src/shared/database/migrate.js";
import { CROSSING_ROLES } from "../../src/shared/database/rights.js";
import { newId } from "../../src/shared/ids.js";
import type { World } from "../support/world.js";
import { startWorld } from "../support/world.js";

interface TableState {
  name: string;
  hasOrganization: boolean;
  key: string[];
  isForced: boolean;
  policies: { name: string; roles: string[]; using: string | null; check: string | null }[];
}

const OWN_ROWS =
  "(organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid AS \"nullif\"))";

/** What the catalogue says of every table in the schema. */
async function tables(query: (text: string) => Promise<TableState[]>): Promise<TableState[]> {
  return query(`
    SELECT c.relname AS name,
      EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND a.attnotnull) AS "hasOrganization",
      ARRAY(SELECT a.attname::text FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k(attnum, n)
        JOIN pg_attribute a ON a.attnum = k.attnum
        WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid ORDER BY k.n) AS key,
      c.relrowsecurity AND c.relforcerowsecurity AS "isForced",
      coalesce((SELECT json_agg(json_build_object('name', p.policyname, 'roles', p.roles, 'using', p.qual, 'check', p.with_check))
        FROM pg_policies p WHERE p.tablename = c.relname), '[]') AS policies
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname`);
}

/** What is wrong with a tenant table's fence; none: it stands. */
function faultsOf(table: TableState): string[] {
  const own = table.policies.find((policy) => policy.name === "own_rows");
  const foreign = table.policies.filter(
    (policy) => policy.name !== "own_rows" && policy.roles.some((role) => !CROSSING_ROLES.includes(role)),
  );
  return [
    ...(table.hasOrganization ? [] : ["has no organization_id"]),
    ...(table.key[0] === "organization_id" ? [] : ["does not begin its key with the organization"]),
    ...(table.isForced ? [] : ["does not force row level security"]),
    ...(own?.using === OWN_ROWS && own.check === OWN_ROWS ? [] : ["has no policy for its own rows"]),
    ...foreign.map((policy) => `lets ${policy.roles.join(", ")} across by ${policy.name}`),
  ];
}

describe("the tenant boundary", () => {
  let world: World;
  let acme: string;
  let rival: string;
  const inCatalogue = (): Promise<TableState[]> => tables((text) => world.dataSource.query(text));

  beforeAll(async () => {
    world = await startWorld();
    [acme, rival] = [await world.bareOrganization(), await world.bareOrganization()];
  });
  afterAll(() => world.end());

  const partnerOf = (organizationId: string): Promise<{ id: string }> =>
    world.as(organizationId).transaction(async (ctx) => {
      const id = newId();
      await ctx.execute(
        "INSERT INTO partner (organization_id, id, name, email, status, created_at) VALUES ($1, $2, 'P', $3, 'active', now())",
        [organizationId, id, `${id}@example.com`],
      );
      return { id };
    });

  test("every tenant table has its column, its key, its policy and forces it", async () => {
    const names = new Set(TENANT_ENTITIES.map((entity) => world.dataSource.getMetadata(entity).tableName));
    const states = (await inCatalogue()).filter((table) => names.has(table.name));
    expect(states.length).toBe(names.size);
    expect(states.flatMap((table) => faultsOf(table).map((fault) => `${table.name} ${fault}`))).toEqual([]);
  });

  test("every table is a tenant's or the platform's, and each forces row level security", async () => {
    const known = [...TENANT_ENTITIES, ...PLATFORM_ENTITIES].map(
      (entity) => world.dataSource.getMetadata(entity).tableName,
    );
    const states = await inCatalogue();
    expect(states.map((table) => table.name)).toEqual([...known, "migration"].sort());
    expect(states.filter((table) => !table.isForced || table.policies.length === 0)).toEqual([]);
  });

  test("the check of the fence turns red when one policy is dropped", async () => {
    const owner = new pg.Client(world.storage.ownerUrl);
    await owner.connect();
    try {
      await owner.query("BEGIN; DROP POLICY own_rows ON commission");
      const states = await tables(async (text) => (await owner.query<TableState>(text)).rows);
      const commission = states.find((table) => table.name === "commission");
      expect(commission && faultsOf(commission)).toEqual(["has no policy for its own rows"]);
      await owner.query("ROLLBACK");
    } finally {
      await owner.end();
    }
  });

  test("references between tenant tables carry the organization, so that no row can point into another one", async () => {
    const loose = await world.dataSource.query(`
      SELECT c.conname FROM pg_constraint c
      JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
      WHERE c.contype = 'f' AND t.relnamespace = 'public'::regnamespace
        AND f.relname NOT IN ('organization', 'platform_user')
        AND NOT (SELECT a.attname = 'organization_id' FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1])`);
    expect(loose).toEqual([]);
  });

  test("entities match migrations", async () => {
    const owner = createDataSource({ url: world.storage.ownerUrl, poolMax: 2, applicationName: "test" });
    await owner.initialize();
    try {
      const { upQueries } = await owner.driver.createSchemaBuilder().log();
      expect(upQueries.map((query) => query.query)).toEqual([]);
    } finally {
      await owner.destroy();
    }
  });

  test("A-TEN-06 without an organization a query gives no rows and no error", async () => {
    await partnerOf(acme);
    for (const entity of TENANT_ENTITIES) {
      const table = world.dataSource.getMetadata(entity).tableName;
      if (table === "journal_pending") continue; // the runtime role may only append to it
      const rows = await world.database.transaction({}, (transaction) => transaction.query(`SELECT 1 FROM ${table}`));
      expect(rows).toEqual([]);
    }
  });

  test("A-TEN-06 an emptied or unknown setting shows nothing", async () => {
    await partnerOf(acme);
    await world.database.transaction({}, async (transaction) => {
      await transaction.query("SELECT set_config('app.organization_id', '', true)");
      expect(await transaction.query("SELECT 1 FROM partner")).toEqual([]);
    });
    expect(await world.as(newId()).query("SELECT 1 FROM partner")).toEqual([]);
  });

  test("A-TEN-12 many requests of two organizations on one pool never see each other's rows", async () => {
    await partnerOf(acme);
    await partnerOf(rival);
    const seen = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const mine = n % 2 === 0 ? acme : rival;
        const rows = await world.as(mine).query<{ organization_id: string }>("SELECT organization_id FROM partner");
        return rows.length > 0 && rows.every((row) => row.organization_id === mine);
      }),
    );
    expect(seen).not.toContain(false);
  });

  test("A-TEN-07 a row for another organization is refused", async () => {
    const write = world
      .as(acme)
      .execute(
        "INSERT INTO partner (organization_id, id, name, email, status, created_at) VALUES ($1, $2, 'P', 'p@example.com', 'active', now())",
        [rival, newId()],
      );
    await expect(write.catch((error: unknown) => sqlState(error))).resolves.toBe("42501");
  });

  test("a row cannot point at another organization's row", async () => {
    const foreign = await partnerOf(rival);
    const write = world.as(acme).execute(
      `INSERT INTO partner_revocation (organization_id, id, partner_id, revoked_at, known_from)
       VALUES ($1, $2, $3, now(), 1)`,
      [acme, newId(), foreign.id],
    );
    await expect(write.catch((error: unknown) => sqlState(error))).resolves.toBe("23503");
  });

  test("A-TEN-05 an organization sees itself and no other", async () => {
    expect(await world.as(acme).query("SELECT id FROM organization")).toEqual([{ id: acme }]);
  });

  test("A-BUG-03 the runtime role is no superuser, owns nothing and cannot bypass row security", async () => {
    const [role] = await world.dataSource.query(`
      SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
        EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid) AS owns
      FROM pg_roles WHERE rolname = current_user`);
    expect(role).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      owns: false,
    });
  });

  test("roles that cross the boundary cannot log in and are taken, never inherited", async () => {
    const grants = (await world.dataSource.query(
      `
      SELECT r.rolname AS role, r.rolcanlogin, r.rolsuper, r.rolbypassrls, m.inherit_option, m.set_option
      FROM pg_roles r LEFT JOIN pg_auth_members m ON m.roleid = r.oid AND m.member = current_user::regrole
      WHERE r.rolname = ANY ($1) ORDER BY 1`,
      [CROSSING_ROLES],
    )) as Record<string, unknown>[];
    expect(grants.map((grant) => grant["role"])).toEqual([...CROSSING_ROLES].sort());
    for (const grant of grants) {
      expect(grant).toMatchObject({ rolcanlogin: false, rolsuper: false, rolbypassrls: false });
      expect(grant["inherit_option"]).not.toBe(true);
    }
  });

  test("the click writer inserts clicks of every organization and can read none", async () => {
    const read = world.database.transaction({ role: "tributary_click_writer" }, (transaction) =>
      transaction.query("SELECT 1 FROM click"),
    );
    await expect(read.catch((error: unknown) => sqlState(error))).resolves.toBe("42501");
  });

  test.each(["click", "credit", "attribution", "ledger_transfer", "ledger_entry", "adjustment", "journal_entry"])(
    "TM14 the runtime role can neither change nor delete a row of %s",
    async (table) => {
      for (const statement of [
        `UPDATE ${table} SET organization_id = organization_id`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
      ]) {
        const write = world.as(acme).execute(statement);
        await expect(write.catch((error: unknown) => sqlState(error))).resolves.toBe("42501");
      }
    },
  );

  test("CR19 a connection goes back to the pool without anybody's organization", async () => {
    await world.as(acme).query("SELECT 1");
    await world
      .as(acme)
      .query("SELECT 1/0")
      .catch(() => undefined);
    const settings = await Promise.all(
      Array.from({ length: 20 }, () =>
        world.dataSource.query("SELECT current_setting('app.organization_id', true) AS id"),
      ),
    );
    expect(new Set(settings.map(([row]) => row.id || null))).toEqual(new Set([null]));
  });

  test("a failed statement that was swallowed does not pass for a commit", async () => {
    const swallowed = world.as(acme).transaction(async (ctx) => {
      await ctx.query("SELECT 1/0").catch(() => undefined);
      return "acknowledged";
    });
    await expect(swallowed).rejects.toThrow("no statement of a committed transaction has failed");
  });

  test("A-TEN-10 the server refuses to run as the owner", async () => {
    const owner = createDataSource({ url: world.storage.ownerUrl, poolMax: 2, applicationName: "test" });
    await owner.initialize();
    try {
      await expect(assertBoundary(owner)).rejects.toThrow("owns tables");
      await expect(assertBoundary(world.dataSource)).resolves.toBeUndefined();
    } finally {
      await owner.destroy();
    }
  });

  test("AZ15 the server refuses to run while a table does not force its row security", async () => {
    const owner = new pg.Client(world.storage.ownerUrl);
    await owner.connect();
    try {
      await owner.query("ALTER TABLE partner NO FORCE ROW LEVEL SECURITY");
      await expect(assertBoundary(world.dataSource)).rejects.toThrow("partner");
      await owner.query("ALTER TABLE partner FORCE ROW LEVEL SECURITY");
    } finally {
      await owner.end();
    }
  });

  test("CR13 migrating again changes nothing", async () => {
    expect(await migrate({ ownerUrl: world.storage.ownerUrl, appUrl: world.storage.appUrl })).toEqual([]);
  });
});
