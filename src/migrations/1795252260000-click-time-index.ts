import type { MigrationInterface, QueryRunner } from "typeorm";

/** Clicks by their time: today's are counted while somebody watches, and lists begin with the newest. */
export class ClickTimeIndex1795252260000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("CREATE INDEX ix_click_clicked_at_id ON click (organization_id, clicked_at, id)");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP INDEX ix_click_clicked_at_id");
  }
}
