import type { MigrationInterface, QueryRunner } from "typeorm";

/** Staff of the platform, and their sessions at the operator console. */
export class Operators1795253460000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE platform_user
        ADD is_operator boolean NOT NULL DEFAULT false,
        ADD operator_id uuid,
        ADD CONSTRAINT uq_platform_user_operator_id UNIQUE (operator_id),
        ADD CONSTRAINT ck_platform_user_operator CHECK (operator_id is not null or not is_operator);
      CREATE TABLE operator_session (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        token_hash bytea NOT NULL,
        shown_digest bytea NOT NULL,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        revoked_at timestamptz(3),
        CONSTRAINT pk_operator_session PRIMARY KEY (id),
        CONSTRAINT uq_operator_session_token_hash UNIQUE (token_hash),
        CONSTRAINT uq_operator_session_shown_digest UNIQUE (shown_digest),
        CONSTRAINT fk_operator_session_user_id FOREIGN KEY (user_id) REFERENCES platform_user (id)
      );
      CREATE INDEX ix_operator_session_user_id ON operator_session (user_id);
      ALTER TABLE operator_session ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY operator_all ON operator_session TO tributary_operator USING (true) WITH CHECK (true);
      CREATE POLICY lookup_select ON operator_session FOR SELECT TO tributary_lookup USING (true);
      CREATE POLICY operator_all ON platform_user TO tributary_operator USING (true) WITH CHECK (true);
      SET LOCAL ROLE tributary_lookup;
      -- An operator by their address; none who is not one any more.
      CREATE FUNCTION lookup.operator(of_email text) RETURNS TABLE (user_id uuid, operator_id uuid)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT u.id, u.operator_id FROM platform_user u WHERE u.email = of_email AND u.is_operator
      $$;
      CREATE FUNCTION lookup.operator_session(of_hash bytea, at_time timestamptz)
      RETURNS TABLE (user_id uuid, operator_id uuid)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT u.id, u.operator_id FROM operator_session s JOIN platform_user u ON u.id = s.user_id AND u.is_operator
        WHERE s.token_hash = of_hash AND s.revoked_at IS NULL AND s.expires_at > at_time
      $$;
      RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup;
      DROP FUNCTION lookup.operator, lookup.operator_session;
      RESET ROLE;
      DROP POLICY operator_all ON platform_user;
      DROP TABLE operator_session;
      ALTER TABLE platform_user DROP CONSTRAINT ck_platform_user_operator, DROP is_operator, DROP operator_id`);
  }
}
