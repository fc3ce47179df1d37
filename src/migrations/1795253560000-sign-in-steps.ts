import type { MigrationInterface, QueryRunner } from "typeorm";

const PERSON = "(select nullif(current_setting('app.user_id', true), '')::uuid)";

/** The second of two factors, and what a session knows of its device and of when its holder was last asked for proof. */
export class SignInSteps1795253560000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sign_in_step (
        token_hash bytea NOT NULL,
        user_id uuid NOT NULL,
        active_organization_id uuid,
        shown text NOT NULL,
        attempts_left integer NOT NULL,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_sign_in_step PRIMARY KEY (token_hash),
        CONSTRAINT fk_sign_in_step_user_id FOREIGN KEY (user_id) REFERENCES platform_user (id),
        CONSTRAINT fk_sign_in_step_active_organization_id FOREIGN KEY (active_organization_id) REFERENCES organization (id)
      );
      CREATE INDEX ix_sign_in_step_user_id ON sign_in_step (user_id);
      ALTER TABLE sign_in_step ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY people_own ON sign_in_step TO tributary_people
        USING (user_id = ${PERSON}) WITH CHECK (user_id = ${PERSON});
      CREATE POLICY lookup_select ON sign_in_step FOR SELECT TO tributary_lookup USING (true);
      ALTER TABLE session ADD device text, ADD stepped_up_at timestamptz(3);
      SET LOCAL ROLE tributary_lookup;
      -- Whose second step a token is; whether it still serves is decided when it is tried.
      CREATE FUNCTION lookup.sign_in_step(of_hash bytea) RETURNS TABLE (user_id uuid)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT t.user_id FROM sign_in_step t WHERE t.token_hash = of_hash
      $$;
      -- When the holder of a session last proved that it is them.
      CREATE FUNCTION lookup.stepped_up_at(of_session uuid) RETURNS timestamptz
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT s.stepped_up_at FROM session s WHERE s.id = of_session
      $$;
      RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup;
      DROP FUNCTION lookup.sign_in_step(bytea), lookup.stepped_up_at(uuid);
      RESET ROLE;
      ALTER TABLE session DROP device, DROP stepped_up_at;
      DROP TABLE sign_in_step`);
  }
}
