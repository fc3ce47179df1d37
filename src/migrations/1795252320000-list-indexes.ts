import type { MigrationInterface, QueryRunner } from "typeorm";

/** What the lists of the graph are ordered by, so that a page is read from an index and nothing is sorted. */
const INDEXES = [
  "ix_click_link_id_clicked_at_id ON click (organization_id, link_id, clicked_at, id)",
  "ix_commission_program_id_created_at_id ON commission (organization_id, program_id, created_at, id)",
  "ix_event_occurred_at_id ON event (organization_id, occurred_at, id)",
  "ix_ledger_transfer_created_at_id ON ledger_transfer (organization_id, created_at, id)",
  "ix_link_created_at_id ON link (organization_id, created_at, id)",
  "ix_link_program_id_created_at_id ON link (organization_id, program_id, created_at, id)",
  "ix_person_created_at_id ON person (organization_id, created_at, id)",
  "ix_program_version_program_id_recorded_at_id ON program_version (organization_id, program_id, recorded_at, id)",
  "ix_terms_program_id_recorded_at_id ON terms (organization_id, program_id, recorded_at, id)",
];

export class ListIndexes1795252320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const index of INDEXES) await runner.query(`CREATE INDEX ${index}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of INDEXES) await runner.query(`DROP INDEX ${index.split(" ")[0]}`);
  }
}
