import type { MigrationInterface, QueryRunner } from "typeorm";

const CURRENT = "(select nullif(current_setting('app.organization_id', true), '')::uuid)";
const PERSON = "(select nullif(current_setting('app.user_id', true), '')::uuid)";

const TABLES = `
  ALTER TABLE organization_profile ADD COLUMN is_listed boolean NOT NULL DEFAULT false;

  CREATE TABLE billing_account (
    organization_id uuid NOT NULL,
    funding_mode text NOT NULL,
    currency text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT ck_billing_account_funding_mode CHECK (funding_mode in ('personal', 'wallet', 'invoice', 'license')),
    CONSTRAINT ck_billing_account_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT pk_billing_account PRIMARY KEY (organization_id),
    CONSTRAINT fk_billing_account FOREIGN KEY (organization_id) REFERENCES organization(id)
  );
  ALTER TABLE billing_account ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY own_rows ON billing_account USING (organization_id = ${CURRENT}) WITH CHECK (organization_id = ${CURRENT});
  CREATE POLICY registrar_insert ON billing_account FOR INSERT TO tributary_registrar WITH CHECK (true);

  CREATE TABLE user_preference (
    user_id uuid NOT NULL,
    landing_organization_id uuid,
    notification_routing text NOT NULL DEFAULT 'bell_and_email',
    locale text,
    display_currency text,
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT ck_user_preference_routing
      CHECK (notification_routing in ('bell_and_email', 'bell_only', 'email_only', 'neither')),
    CONSTRAINT pk_user_preference PRIMARY KEY (user_id),
    CONSTRAINT fk_user_preference_user_id FOREIGN KEY (user_id) REFERENCES platform_user(id)
  );
  ALTER TABLE user_preference ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY people_own ON user_preference TO tributary_people USING (user_id = ${PERSON}) WITH CHECK (user_id = ${PERSON});
  CREATE POLICY registrar_insert ON user_preference FOR INSERT TO tributary_registrar WITH CHECK (true);`;

const FUNCTIONS = `
  -- What is asked with the session itself, since a person's serves all of their organizations.
  DROP FUNCTION lookup.standing_of_session(bytea, timestamptz);

  -- Organizations that let themselves be listed, by name; a search finds parts of names, slugs and industries.
  CREATE FUNCTION lookup.listed_organizations(searched text, at_most int)
  RETURNS TABLE (id uuid, slug text, name text, description text, industry text, website text, size_bucket text, logo_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.slug, o.name, p.description, p.industry, p.website, p.size_bucket, p.logo_id
    FROM organization_profile p JOIN organization o ON o.id = p.organization_id
    WHERE p.is_listed AND o.status = 'active' AND (searched = ''
      OR position(lower(searched) IN lower(o.name || ' ' || o.slug || ' ' || coalesce(p.industry, ''))) > 0)
    ORDER BY lower(o.name), o.id LIMIT at_most
  $$;`;

/** What is made with an organization, and what its founder prefers. */
export class OrganizationFounding1795253360000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(`SET LOCAL ROLE tributary_lookup; ${FUNCTIONS}; RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup; DROP FUNCTION lookup.listed_organizations(text, int);
      CREATE FUNCTION lookup.standing_of_session(of_hash bytea, at_time timestamptz) RETURNS TABLE (status text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT NULL::text WHERE false $$;
      RESET ROLE;
      DROP TABLE user_preference; DROP TABLE billing_account; ALTER TABLE organization_profile DROP COLUMN is_listed`);
  }
}
