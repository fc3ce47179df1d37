import type { MigrationInterface, QueryRunner } from "typeorm";

/** Operators who act as a member for a while, and what operators may learn of organizations: how much there is. */
export class Impersonations1795253520000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE impersonation (
        id uuid NOT NULL,
        operator_user_id uuid NOT NULL,
        operator_id uuid NOT NULL,
        of_organization_id uuid NOT NULL,
        membership_id uuid NOT NULL,
        token_hash bytea NOT NULL,
        reason text NOT NULL,
        is_read_only boolean NOT NULL,
        started_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        ended_at timestamptz(3),
        CONSTRAINT pk_impersonation PRIMARY KEY (id),
        CONSTRAINT uq_impersonation_token_hash UNIQUE (token_hash),
        CONSTRAINT fk_impersonation_operator_user_id FOREIGN KEY (operator_user_id) REFERENCES platform_user (id),
        CONSTRAINT fk_impersonation_of_organization_id FOREIGN KEY (of_organization_id) REFERENCES organization (id),
        CONSTRAINT ck_impersonation_time CHECK (expires_at <= started_at + interval '60 minutes')
      );
      CREATE INDEX ix_impersonation_expires_at ON impersonation (expires_at) WHERE ended_at is null;
      ALTER TABLE impersonation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY operator_all ON impersonation TO tributary_operator USING (true) WITH CHECK (true);
      CREATE POLICY lookup_select ON impersonation FOR SELECT TO tributary_lookup USING (true);
      CREATE POLICY operator_select ON membership FOR SELECT TO tributary_operator USING (true);
      CREATE POLICY operator_select ON partner FOR SELECT TO tributary_operator USING (true);
      CREATE POLICY operator_select ON program FOR SELECT TO tributary_operator USING (true);
      SET LOCAL ROLE tributary_lookup;
      -- Who an operator is for now. None where it has ended, for whatever reason, on either side.
      CREATE FUNCTION lookup.impersonation(of_hash bytea, at_time timestamptz)
      RETURNS TABLE (id uuid, organization_id uuid, slug text, status text, membership_id uuid, user_id uuid, role text,
        operator_id uuid, is_read_only boolean, expires_at timestamptz)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT i.id, o.id, o.slug, o.status, m.id, m.user_id, m.role, u.operator_id, i.is_read_only, i.expires_at
        FROM impersonation i
        JOIN platform_user u ON u.id = i.operator_user_id AND u.is_operator
        JOIN organization o ON o.id = i.of_organization_id
        JOIN membership m ON m.organization_id = o.id AND m.id = i.membership_id AND m.revoked_at IS NULL
        WHERE i.token_hash = of_hash AND i.ended_at IS NULL AND i.expires_at > at_time
      $$;
      RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup;
      DROP FUNCTION lookup.impersonation;
      RESET ROLE;
      DROP POLICY operator_select ON program;
      DROP POLICY operator_select ON partner;
      DROP POLICY operator_select ON membership;
      DROP TABLE impersonation`);
  }
}
