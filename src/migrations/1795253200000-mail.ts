import type { MigrationInterface, QueryRunner } from "typeorm";

const CURRENT = "(select nullif(current_setting('app.organization_id', true), '')::uuid)";

/**
 * The outbox and the settings of mail. Whoever changes something may put a mail beside it; reading, sending and emptying
 * them is the mailer's alone.
 */
export class Mail1795253200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mail (
        id uuid NOT NULL,
        organization_id uuid,
        template text NOT NULL,
        content bytea,
        status text NOT NULL DEFAULT 'waiting',
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz(3) NOT NULL,
        next_attempt_at timestamptz(3) NOT NULL,
        send_until timestamptz(3) NOT NULL,
        sent_at timestamptz(3),
        failure text,
        CONSTRAINT pk_mail PRIMARY KEY (id),
        CONSTRAINT fk_mail FOREIGN KEY (organization_id) REFERENCES organization (id),
        CONSTRAINT ck_mail_status CHECK (status in ('waiting', 'sent', 'failed', 'expired')),
        CONSTRAINT ck_mail_content CHECK ((content is not null) = (status = 'waiting'))
      );
      CREATE INDEX ix_mail_next_attempt_at ON mail (next_attempt_at) WHERE status = 'waiting';
      CREATE INDEX ix_mail_created_at ON mail (created_at);
      ALTER TABLE mail ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY own_rows ON mail FOR INSERT WITH CHECK (organization_id IS NULL OR organization_id = ${CURRENT});
      CREATE POLICY mailer ON mail TO tributary_mailer USING (true) WITH CHECK (true);

      CREATE TABLE mail_setting (
        id text NOT NULL,
        transport text NOT NULL,
        host text,
        port integer,
        security text,
        username text,
        secret text,
        from_address text,
        from_name text,
        changed_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_mail_setting PRIMARY KEY (id),
        CONSTRAINT ck_mail_setting_id CHECK (id = 'installation'),
        CONSTRAINT ck_mail_setting_transport CHECK (transport in ('smtp', 'postmark', 'outbox')),
        CONSTRAINT ck_mail_setting_security CHECK (security in ('tls', 'starttls', 'none'))
      );
      ALTER TABLE mail_setting ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY mailer ON mail_setting TO tributary_mailer USING (true) WITH CHECK (true)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE mail_setting; DROP TABLE mail");
  }
}
