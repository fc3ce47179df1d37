import type { MigrationInterface, QueryRunner } from "typeorm";

/** What the operators' pages show: why an organization was stopped, its seats, and when its people last came. */
export class OperatorDesk1795253780000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE organization
        ADD status_reason text,
        ADD CONSTRAINT ck_organization_status_reason CHECK (char_length(status_reason) <= 500);
      CREATE INDEX ix_impersonation_of_organization_id_started_at ON impersonation (of_organization_id, started_at);
      CREATE POLICY operator_select ON seat_budget FOR SELECT TO tributary_operator USING (true);
      CREATE POLICY operator_select ON session FOR SELECT TO tributary_operator USING (principal_kind = 'user')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY operator_select ON session;
      DROP POLICY operator_select ON seat_budget;
      DROP INDEX ix_impersonation_of_organization_id_started_at;
      ALTER TABLE organization DROP status_reason`);
  }
}
