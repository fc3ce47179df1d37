import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * For readers who come back for what is new. Rows are written in the order of these instants, or nearly, so block ranges
 * find them: an index of a few pages, which costs the writers of clicks and events next to nothing.
 */
const INDEXES = [
  "ix_click_recorded_at ON click USING brin (recorded_at)",
  "ix_commission_updated_at ON commission USING brin (updated_at)",
  "ix_event_updated_at ON event USING brin (updated_at)",
];

export class ChangesSince1795252440000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE click ADD COLUMN recorded_at timestamptz(3) NOT NULL DEFAULT now()");
    await runner.query("ALTER TABLE event ADD COLUMN updated_at timestamptz(3) NOT NULL DEFAULT now()");
    for (const index of INDEXES) await runner.query(`CREATE INDEX ${index}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of INDEXES) await runner.query(`DROP INDEX ${index.split(" ")[0]}`);
    await runner.query("ALTER TABLE event DROP COLUMN updated_at");
    await runner.query("ALTER TABLE click DROP COLUMN recorded_at");
  }
}
