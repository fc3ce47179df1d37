import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Idempotency keys serve for 30 days. Whoever deletes them, none that is younger goes: what a key promises does not depend
 * on the job that tidies up.
 */
export class IdempotencyExpiry1795252620000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX ix_idempotency_key_created_at ON idempotency_key (organization_id, created_at);
      CREATE POLICY jobs_delete_expired ON idempotency_key AS RESTRICTIVE FOR DELETE TO tributary_jobs
        USING (created_at < now() - interval '30 days')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY jobs_delete_expired ON idempotency_key;
      DROP INDEX ix_idempotency_key_created_at`);
  }
}
