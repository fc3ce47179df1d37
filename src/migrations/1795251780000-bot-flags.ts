import type { MigrationInterface, QueryRunner } from "typeorm";

/** A bot's click is written together with its flag, by the same insert-only role. */
export class BotFlags1795251780000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE POLICY click_writer_insert ON click_flag FOR INSERT TO tributary_click_writer WITH CHECK (true)",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP POLICY click_writer_insert ON click_flag");
  }
}
