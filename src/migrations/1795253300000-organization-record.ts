import type { MigrationInterface, QueryRunner } from "typeorm";

const CURRENT = "(select nullif(current_setting('app.organization_id', true), '')::uuid)";

const COLUMNS = `
  ALTER TABLE organization
    ADD COLUMN parent_id uuid,
    ADD COLUMN root_id uuid,
    ADD COLUMN depth integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT fk_organization_parent_id FOREIGN KEY (parent_id) REFERENCES organization(id),
    ADD CONSTRAINT fk_organization_root_id FOREIGN KEY (root_id) REFERENCES organization(id),
    ADD CONSTRAINT ck_organization_status
      CHECK (status in ('pending_verification', 'active', 'suspended', 'deactivated')),
    ADD CONSTRAINT ck_organization_capabilities
      CHECK (capabilities <@ array['canSponsor', 'canHost', 'runsPartnerProgram', 'resells']),
    ADD CONSTRAINT ck_organization_place
      CHECK ((parent_id is null and root_id is null and depth = 0) or (parent_id is not null and root_id is not null and depth between 1 and 8));
  CREATE INDEX ix_organization_parent_id ON organization (parent_id);
  CREATE INDEX ix_organization_root_id ON organization (root_id);
  CREATE INDEX ix_organization_status_created_at_id ON organization (status, created_at, id);`;

const PROFILE = `
  CREATE TABLE organization_profile (
    organization_id uuid NOT NULL,
    description text,
    industry text,
    website text,
    size_bucket text,
    recording_retention_days integer,
    primary_color text,
    accent_color text,
    logo_id uuid,
    banner_id uuid,
    billing_email text,
    payment_terms_days integer,
    gst_number text,
    msme_number text,
    pan_number text,
    requires_purchase_orders boolean,
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT ck_organization_profile_size CHECK (size_bucket in ('up_to_50', 'up_to_250', 'up_to_1000', 'over_1000')),
    CONSTRAINT ck_organization_profile_retention CHECK (recording_retention_days between 1 and 3650),
    CONSTRAINT ck_organization_profile_payment_terms CHECK (payment_terms_days between 0 and 120),
    CONSTRAINT ck_organization_profile_primary_color CHECK (primary_color ~ '^#[0-9a-f]{6}$'),
    CONSTRAINT ck_organization_profile_accent_color CHECK (accent_color ~ '^#[0-9a-f]{6}$'),
    CONSTRAINT pk_organization_profile PRIMARY KEY (organization_id),
    CONSTRAINT fk_organization_profile FOREIGN KEY (organization_id) REFERENCES organization(id)
  );
  ALTER TABLE organization_profile ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY own_rows ON organization_profile USING (organization_id = ${CURRENT}) WITH CHECK (organization_id = ${CURRENT});
  CREATE POLICY lookup_select ON organization_profile FOR SELECT TO tributary_lookup USING (true);
  CREATE POLICY registrar_insert ON organization_profile FOR INSERT TO tributary_registrar WITH CHECK (true);`;

const LINK_COLUMNS = `organization_id uuid, slug text, key text, link_id uuid, program_id uuid, partner_id uuid,
    destination_url text, partner_revoked boolean`;
const LINK_VALUES = `l.organization_id, o.slug, l.key, l.id, l.program_id, l.partner_id,
      coalesce(l.destination_url, p.destination_url), r.revoked_at IS NOT NULL`;
const LINK_JOINS = `
    JOIN program p ON p.organization_id = l.organization_id AND p.id = l.program_id
    JOIN partner r ON r.organization_id = l.organization_id AND r.id = l.partner_id`;

/** With `isActive` each link says as well whether its organization is at work, or its clicks are not recorded. */
const links = (isActive: boolean): string => `
  DROP FUNCTION lookup.link(text, text);
  DROP FUNCTION lookup.links(int);

  -- A link by its organization and key. It is found whatever stands against its earning: it redirects all the same.
  CREATE FUNCTION lookup.link(of_slug text, of_key text)
  RETURNS TABLE (${LINK_COLUMNS}${isActive ? ", organization_active boolean" : ""})
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ${LINK_VALUES}${isActive ? ", o.status = 'active'" : ""}
    FROM organization o
    JOIN link l ON l.organization_id = o.id${LINK_JOINS}
    WHERE o.slug = of_slug AND l.key = of_key
  $$;

  -- The newest links of all organizations, to warm a server's cache.
  CREATE FUNCTION lookup.links(at_most int)
  RETURNS TABLE (${LINK_COLUMNS}${isActive ? ", organization_active boolean" : ""})
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT ${LINK_VALUES}${isActive ? ", o.status = 'active'" : ""}
    FROM link l
    JOIN organization o ON o.id = l.organization_id${LINK_JOINS}
    ORDER BY l.created_at DESC LIMIT at_most
  $$;`;

const dueWork = (isActive: boolean): string => `
  -- Organizations with people to decide anew.
  CREATE OR REPLACE FUNCTION lookup.redecisions() RETURNS TABLE (organization_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT r.organization_id FROM redecision r
    ${isActive ? "JOIN organization o ON o.id = r.organization_id AND o.status = 'active'" : ""}
  $$;

  -- Organizations with commissions whose hold has ended.
  CREATE OR REPLACE FUNCTION lookup.due_commissions(at_time timestamptz) RETURNS TABLE (organization_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id FROM organization o
    WHERE ${isActive ? "o.status = 'active' AND " : ""}EXISTS (SELECT FROM commission c
      WHERE c.organization_id = o.id AND c.status = 'held' AND c.held_until <= at_time)
  $$;`;

const STANDING = `
  -- Why a key that is otherwise good opens nothing: its organization does not work.
  CREATE FUNCTION lookup.standing_of_key(of_hash bytea) RETURNS TABLE (status text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.status FROM api_key k JOIN organization o ON o.id = k.organization_id
    WHERE k.token_hash = of_hash AND k.revoked_at IS NULL AND o.status <> 'active'
  $$;

  -- The same of a session whose holder has their seat, or is a partner, still.
  CREATE FUNCTION lookup.standing_of_session(of_hash bytea, at_time timestamptz) RETURNS TABLE (status text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.status FROM session s JOIN organization o ON o.id = s.organization_id
    WHERE s.token_hash = of_hash AND s.revoked_at IS NULL AND s.expires_at > at_time AND o.status <> 'active'
      AND (EXISTS (SELECT FROM membership m WHERE m.organization_id = s.organization_id AND m.id = s.principal_id
          AND m.generation = s.generation AND m.revoked_at IS NULL)
        OR EXISTS (SELECT FROM partner p WHERE p.organization_id = s.organization_id AND p.id = s.principal_id
          AND p.generation = s.generation AND p.revoked_at IS NULL))
  $$;`;

const LINEAGE = `
  -- The organization that the transaction is pinned to and all above it, with their profiles: what it inherits from. It
  -- takes no argument, so that nobody can ask it about somebody else's.
  CREATE FUNCTION lookup.organization_lineage()
  RETURNS TABLE (id uuid, slug text, name text, status text, depth int, description text, industry text, website text,
    size_bucket text, recording_retention_days int, primary_color text, accent_color text, logo_id uuid, banner_id uuid,
    billing_email text, payment_terms_days int, gst_number text, msme_number text, pan_number text,
    requires_purchase_orders boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE lineage AS (
      SELECT o.id, o.slug, o.name, o.status, o.depth, o.parent_id FROM organization o
      WHERE o.id = nullif(current_setting('app.organization_id', true), '')::uuid
      UNION ALL
      SELECT o.id, o.slug, o.name, o.status, o.depth, o.parent_id FROM organization o JOIN lineage l ON o.id = l.parent_id
    )
    SELECT l.id, l.slug, l.name, l.status, l.depth, p.description, p.industry, p.website, p.size_bucket,
      p.recording_retention_days, p.primary_color, p.accent_color, p.logo_id, p.banner_id, p.billing_email,
      p.payment_terms_days, p.gst_number, p.msme_number, p.pan_number, p.requires_purchase_orders
    FROM lineage l LEFT JOIN organization_profile p ON p.organization_id = l.id
  $$;

  -- The same organization and all below it.
  CREATE FUNCTION lookup.organization_descendants()
  RETURNS TABLE (id uuid, parent_id uuid, slug text, name text, status text, depth int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE descendant AS (
      SELECT o.id, o.parent_id, o.slug, o.name, o.status, o.depth FROM organization o
      WHERE o.id = nullif(current_setting('app.organization_id', true), '')::uuid
      UNION ALL
      SELECT o.id, o.parent_id, o.slug, o.name, o.status, o.depth
      FROM organization o JOIN descendant d ON o.parent_id = d.id
    )
    SELECT * FROM descendant
  $$;`;

const asLookup = (statements: string): string =>
  `GRANT SELECT ON organization_profile TO tributary_lookup; SET LOCAL ROLE tributary_lookup; ${statements}; RESET ROLE`;

/** Where an organization stands, what it may be, its place in a tree, and what it says of itself. */
export class OrganizationRecord1795253300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(PROFILE);
    await runner.query(asLookup(links(true) + dueWork(true) + STANDING + LINEAGE));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      asLookup(`${links(false)} ${dueWork(false)}
      DROP FUNCTION lookup.organization_lineage();
      DROP FUNCTION lookup.organization_descendants();
      DROP FUNCTION lookup.standing_of_key(bytea);
      DROP FUNCTION lookup.standing_of_session(bytea, timestamptz)`),
    );
    await runner.query(`
      DROP TABLE organization_profile;
      DROP INDEX ix_organization_parent_id, ix_organization_root_id, ix_organization_status_created_at_id;
      ALTER TABLE organization
        DROP CONSTRAINT ck_organization_place, DROP CONSTRAINT ck_organization_capabilities,
        DROP CONSTRAINT ck_organization_status, DROP COLUMN parent_id, DROP COLUMN root_id, DROP COLUMN depth`);
  }
}
