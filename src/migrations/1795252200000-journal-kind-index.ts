import type { MigrationInterface, QueryRunner } from "typeorm";

/** For who looks for one kind of fact in a long journal, and for followers of rare kinds that were away. */
export class JournalKindIndex1795252200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "CREATE INDEX ix_journal_entry_kind_position ON journal_entry (organization_id, kind, position)",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP INDEX ix_journal_entry_kind_position");
  }
}
