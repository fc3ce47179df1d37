import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whose rows the role may reach; nobody's where it is unset. */
const PERSON = "(select nullif(current_setting('app.user_id', true), '')::uuid)";

const TABLES = ["user_password", "user_totp", "user_recovery_code", "user_passkey", "passkey_challenge"];

/** What people sign in with besides links. Only the role for people's own rows reaches it. */
export class Credentials1795253500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE user_password (
        user_id uuid NOT NULL,
        hash text NOT NULL,
        set_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_user_password PRIMARY KEY (user_id),
        CONSTRAINT fk_user_password_user_id FOREIGN KEY (user_id) REFERENCES platform_user (id)
      );
      CREATE TABLE user_totp (
        user_id uuid NOT NULL,
        sealed bytea NOT NULL,
        created_at timestamptz(3) NOT NULL,
        confirmed_at timestamptz(3),
        last_step bigint,
        CONSTRAINT pk_user_totp PRIMARY KEY (user_id),
        CONSTRAINT fk_user_totp_user_id FOREIGN KEY (user_id) REFERENCES platform_user (id)
      );
      CREATE TABLE user_recovery_code (
        user_id uuid NOT NULL,
        code_hash bytea NOT NULL,
        created_at timestamptz(3) NOT NULL,
        used_at timestamptz(3),
        CONSTRAINT pk_user_recovery_code PRIMARY KEY (user_id, code_hash),
        CONSTRAINT fk_user_recovery_code_user_id FOREIGN KEY (user_id) REFERENCES platform_user (id)
      );
      CREATE TABLE user_passkey (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        credential_id text NOT NULL,
        public_key bytea NOT NULL,
        counter bigint NOT NULL,
        transports text[] NOT NULL,
        name text NOT NULL,
        is_synced boolean NOT NULL,
        created_at timestamptz(3) NOT NULL,
        last_used_at timestamptz(3),
        CONSTRAINT pk_user_passkey PRIMARY KEY (id),
        CONSTRAINT uq_user_passkey_credential_id UNIQUE (credential_id),
        CONSTRAINT fk_user_passkey_user_id FOREIGN KEY (user_id) REFERENCES platform_user (id)
      );
      CREATE INDEX ix_user_passkey_user_id ON user_passkey (user_id);
      CREATE TABLE passkey_challenge (
        challenge_hash bytea NOT NULL,
        purpose text NOT NULL,
        user_id uuid,
        created_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_passkey_challenge PRIMARY KEY (challenge_hash),
        CONSTRAINT ck_passkey_challenge_purpose CHECK (purpose in ('register', 'signIn', 'prove')),
        CONSTRAINT fk_passkey_challenge_user_id FOREIGN KEY (user_id) REFERENCES platform_user (id)
      );
      CREATE INDEX ix_passkey_challenge_expires_at ON passkey_challenge (expires_at)`);
    for (const table of TABLES) {
      // A sign-in by passkey begins without a name: until it is answered its challenge is nobody's.
      const rows = `user_id = ${PERSON}${table === "passkey_challenge" ? " OR user_id IS NULL" : ""}`;
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY people_own ON ${table} TO tributary_people USING (${rows}) WITH CHECK (${rows})`);
    }
    await runner.query(`
      CREATE POLICY lookup_select ON user_passkey FOR SELECT TO tributary_lookup USING (true);
      SET LOCAL ROLE tributary_lookup;
      -- Whose passkey it is, for a sign-in that begins without a name.
      CREATE FUNCTION lookup.passkey_owner(of_credential text) RETURNS TABLE (user_id uuid)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT p.user_id FROM user_passkey p WHERE p.credential_id = of_credential
      $$;
      -- Who has an address, whether or not they may enter anywhere.
      CREATE FUNCTION lookup.user_with_email(of_email text) RETURNS TABLE (user_id uuid)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT u.id FROM platform_user u WHERE u.email = of_email
      $$;
      RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      "SET LOCAL ROLE tributary_lookup; DROP FUNCTION lookup.passkey_owner(text), lookup.user_with_email(text); RESET ROLE",
    );
    await runner.query(`DROP TABLE ${[...TABLES].reverse().join(", ")}`);
  }
}
