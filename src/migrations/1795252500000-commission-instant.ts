import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * When a commission's event happened stands in the commission as well, so that statistics need not look the event up.
 * Existing rows are filled by the migration after this one, in steps of their own.
 */
export class CommissionInstant1795252500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE commission ADD COLUMN occurred_at timestamptz(3)");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE commission DROP COLUMN occurred_at");
  }
}
