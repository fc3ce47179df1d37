import type { MigrationInterface, QueryRunner } from "typeorm";

const ROWS_MAX = 5_000;

/**
 * Fills in when the events of existing commissions happened, and makes it required and indexed.
 *
 * Not one transaction: rows are locked a batch at a time, the table is checked and indexed while it is read and written.
 * After a kill it begins anew and finds less to do.
 */
export class CommissionInstantFilled1795252560000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const organizationId of await allOrganizations(runner)) {
      while ((await fillSome(runner, organizationId)) === ROWS_MAX);
    }
    await runner.query("ALTER TABLE commission DROP CONSTRAINT IF EXISTS commission_occurred_at_not_null");
    await runner.query(
      "ALTER TABLE commission ADD CONSTRAINT commission_occurred_at_not_null NOT NULL occurred_at NOT VALID",
    );
    await runner.query("ALTER TABLE commission VALIDATE CONSTRAINT commission_occurred_at_not_null");
    // What a killed run left of it is not to be used.
    await runner.query("DROP INDEX CONCURRENTLY IF EXISTS ix_commission_occurred_at_id");
    await runner.query(
      "CREATE INDEX CONCURRENTLY ix_commission_occurred_at_id ON commission (organization_id, occurred_at, id)",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP INDEX ix_commission_occurred_at_id");
    await runner.query("ALTER TABLE commission DROP CONSTRAINT commission_occurred_at_not_null");
  }
}

/** The owner is fenced in like everybody else: it sees rows of one organization at a time. */
async function allOrganizations(runner: QueryRunner): Promise<string[]> {
  await runner.query("GRANT SELECT ON organization TO tributary_lookup");
  await runner.query("SET ROLE tributary_lookup");
  try {
    const rows = (await runner.query("SELECT id FROM organization ORDER BY id")) as { id: string }[];
    return rows.map(({ id }) => id);
  } finally {
    await runner.query("RESET ROLE");
  }
}

async function fillSome(runner: QueryRunner, organizationId: string): Promise<number> {
  await runner.startTransaction();
  try {
    await runner.query("SELECT set_config('app.organization_id', $1, true)", [organizationId]);
    const [filled] = (await runner.query(
      `WITH filled AS (
         UPDATE commission c SET occurred_at = e.occurred_at FROM event e
         WHERE c.organization_id = $1 AND e.organization_id = $1 AND e.id = c.event_id AND c.id IN (
           SELECT id FROM commission WHERE organization_id = $1 AND occurred_at IS NULL LIMIT ${ROWS_MAX})
         RETURNING 1
       ) SELECT count(*)::int AS rows FROM filled`,
      [organizationId],
    )) as { rows: number }[];
    await runner.commitTransaction();
    return filled?.rows ?? 0;
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}
