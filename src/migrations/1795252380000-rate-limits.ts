import type { MigrationInterface, QueryRunner } from "typeorm";

/** Allowances that all processes share. */
export class RateLimits1795252380000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE rate_limit (
        key text NOT NULL,
        available double precision NOT NULL,
        capacity double precision NOT NULL,
        restore_per_second double precision NOT NULL,
        settled_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_rate_limit PRIMARY KEY (key)
      );
      ALTER TABLE rate_limit ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY own_rows ON rate_limit USING (true) WITH CHECK (true)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE rate_limit");
  }
}
