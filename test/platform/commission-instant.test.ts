import { afterEach, beforeEach, expect, test } from "@jest/globals";
import pg from "pg";
import type { DataSource } from "typeorm";

import { createDataSource } from "../../src/shared/database/data-source.js";
import { migrate } from "../../src/shared/database/migrate.js";
import { earnCommission } from "../support/earned-commission.js";
import type { TestDatabase } from "../support/test-cluster.js";
import { createTestDatabase } from "../support/test-cluster.js";

const HAPPENED_AT = new Date("2026-01-01T01:00:00Z");
/** As they were written before there was such a column. */
const AS_BEFORE = `
  INSERT INTO commission (organization_id, id, event_id, attribution_id, partner_id, program_id, rule_key,
    program_version_id, amount_minor, currency, status, held_until, created_at, updated_at)
  SELECT organization_id, gen_random_uuid(), event_id, attribution_id, partner_id, program_id, rule_key || '-' || n,
    program_version_id, amount_minor, currency, status, held_until, created_at, updated_at
  FROM commission, generate_series(1, $1::int) n WHERE rule_key = 'sale'`;

let storage: TestDatabase;
let superuser: pg.Client;
let owner: DataSource;

beforeEach(async () => {
  storage = await createTestDatabase();
  superuser = new pg.Client(storage.superuserUrl);
  await superuser.connect();
  owner = createDataSource({ url: storage.ownerUrl, poolMax: 2, applicationName: "test" });
  await owner.initialize();
});
afterEach(async () => {
  await owner.destroy();
  await superuser.end();
  await storage.drop();
});

/** Takes migrations back, however many came later, while this finds a row. */
async function undoWhile(found: string): Promise<void> {
  while ((await superuser.query(found)).rowCount === 1) await owner.undoLastMigration();
}

async function instants(): Promise<{ occurred_at: Date; updated_at: Date; rows: number }[]> {
  const { rows } = await superuser.query(
    "SELECT occurred_at, updated_at, count(*)::int AS rows FROM commission GROUP BY 1, 2 ORDER BY 1, 2",
  );
  return rows;
}

test("commissions of before get the instants of their events, however many, and have not changed by that", async () => {
  await earnCommission(superuser);
  const [{ updated_at } = {}] = await instants();
  await undoWhile(
    "SELECT FROM pg_attribute WHERE attrelid = 'commission'::regclass AND attname = 'occurred_at' AND NOT attisdropped",
  );
  await superuser.query(AS_BEFORE, [5_000]);

  await migrate(storage);

  expect(await instants()).toEqual([{ occurred_at: HAPPENED_AT, updated_at, rows: 5_001 }]);
  const { rows } = await superuser.query(
    `SELECT attnotnull, (SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_commission_occurred_at_id'::regclass)
     FROM pg_attribute WHERE attrelid = 'commission'::regclass AND attname = 'occurred_at'`,
  );
  expect(rows).toEqual([{ attnotnull: true, indisvalid: true }]);
});

test("a migration that was killed halfway goes on where it was", async () => {
  await earnCommission(superuser);
  await undoWhile("SELECT WHERE to_regclass('ix_commission_occurred_at_id') IS NOT NULL");
  await superuser.query("UPDATE commission SET occurred_at = NULL");
  await superuser.query(`
    CREATE INDEX ix_commission_occurred_at_id ON commission (id);
    UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_commission_occurred_at_id'::regclass`);

  await migrate(storage);

  expect(await instants()).toMatchObject([{ occurred_at: HAPPENED_AT, rows: 1 }]);
  const { rows } = await superuser.query("SELECT pg_get_indexdef('ix_commission_occurred_at_id'::regclass) AS text");
  expect(rows[0].text).toContain("(organization_id, occurred_at, id)");
});
