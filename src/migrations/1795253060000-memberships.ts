import type { MigrationInterface, QueryRunner } from "typeorm";

const CURRENT = "(select nullif(current_setting('app.organization_id', true), '')::uuid)";

/** Where a membership stands, and how many seats an organization has. */
export class Memberships1795253060000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE membership
        ADD status text NOT NULL DEFAULT 'ACTIVE',
        ADD department_label text,
        ADD external_scim_id text,
        ADD seat_assigned_at timestamptz(3);
      CREATE TABLE seat_budget (
        organization_id uuid NOT NULL,
        seats_total integer,
        seats_used integer NOT NULL DEFAULT 0,
        CONSTRAINT ck_seat_budget_used CHECK (seats_used >= 0 and (seats_total is null or seats_used <= seats_total)),
        CONSTRAINT pk_seat_budget PRIMARY KEY (organization_id),
        CONSTRAINT fk_seat_budget FOREIGN KEY (organization_id) REFERENCES organization (id)
      )`);
    await runner.query("CREATE POLICY migrating ON membership TO CURRENT_USER USING (true) WITH CHECK (true)");
    await runner.query(`
      UPDATE membership SET status = 'REMOVED' WHERE revoked_at IS NOT NULL;
      UPDATE membership SET seat_assigned_at = created_at WHERE role = 'LEARNER' AND status = 'ACTIVE';
      INSERT INTO seat_budget (organization_id, seats_used)
        SELECT organization_id, count(*) FROM membership WHERE role = 'LEARNER' AND status = 'ACTIVE' GROUP BY 1;
      DROP POLICY migrating ON membership`);
    await runner.query(`
      ALTER TABLE membership
        ADD CONSTRAINT ck_membership_status CHECK (status in ('ACTIVE', 'SUSPENDED', 'REMOVED', 'ERASED')),
        ADD CONSTRAINT ck_membership_revoked CHECK ((status in ('REMOVED', 'ERASED')) = (revoked_at is not null)),
        ADD CONSTRAINT ck_membership_seat
          CHECK ((role = 'LEARNER' and status = 'ACTIVE') or seat_assigned_at is null);
      CREATE UNIQUE INDEX ix_membership_external_scim_id ON membership (organization_id, external_scim_id)
        WHERE external_scim_id is not null;
      ALTER TABLE seat_budget ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY own_rows ON seat_budget USING (organization_id = ${CURRENT}) WITH CHECK (organization_id = ${CURRENT})`);
    await runner.query(`SET LOCAL ROLE tributary_lookup; ${lookups("m.status = 'ACTIVE'")}; RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SET LOCAL ROLE tributary_lookup; ${lookups("m.revoked_at IS NULL")}; RESET ROLE`);
    await runner.query(`
      DROP TABLE seat_budget;
      DROP INDEX ix_membership_external_scim_id;
      ALTER TABLE membership DROP CONSTRAINT ck_membership_status, DROP CONSTRAINT ck_membership_revoked,
        DROP CONSTRAINT ck_membership_seat, DROP status, DROP department_label, DROP external_scim_id,
        DROP seat_assigned_at`);
  }
}

/** The functions that ask whether a membership lets somebody in. */
const lookups = (isIn: string): string => `
  CREATE OR REPLACE FUNCTION lookup.session(of_hash bytea, of_slug text, at_time timestamptz)
  RETURNS TABLE (id uuid, principal_kind text, principal_id uuid, generation int, organization_id uuid, slug text,
    status text, membership_id uuid, role text, is_own boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.principal_kind, s.principal_id, u.generation, o.id, o.slug, o.status, m.id, m.role,
      o.id = s.organization_id
    FROM session s
    LEFT JOIN platform_user u ON s.principal_kind = 'user' AND u.id = s.principal_id
    LEFT JOIN partner p ON s.principal_kind = 'partner' AND p.organization_id = s.organization_id
      AND p.id = s.principal_id AND p.generation = s.generation AND p.revoked_at IS NULL
    LEFT JOIN LATERAL (
      SELECT a.id, a.slug, a.status FROM organization a
      WHERE of_slug IS NULL AND a.id = coalesce(s.organization_id, s.active_organization_id)
      UNION ALL
      SELECT b.id, b.slug, b.status FROM organization b WHERE b.slug = of_slug
    ) o ON true
    LEFT JOIN membership m ON m.organization_id = o.id AND m.user_id = u.id AND ${isIn}
    WHERE s.token_hash = of_hash AND s.revoked_at IS NULL AND s.expires_at > at_time
      AND (u.id IS NOT NULL OR p.id IS NOT NULL)
  $$;

  CREATE OR REPLACE FUNCTION lookup.memberships(of_user uuid)
  RETURNS TABLE (membership_id uuid, role text, organization_id uuid, slug text, name text, joined_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, m.role, o.id, o.slug, o.name, m.created_at
    FROM membership m JOIN organization o ON o.id = m.organization_id AND o.status = 'active'
    WHERE m.user_id = of_user AND ${isIn}
    ORDER BY o.name, o.id LIMIT 200
  $$;

  CREATE OR REPLACE FUNCTION lookup.principals(of_email text)
  RETURNS TABLE (organization_id uuid, slug text, principal_kind text, principal_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.organization_id, o.slug, 'member', m.id
    FROM platform_user u
    JOIN membership m ON m.user_id = u.id AND ${isIn}
    JOIN organization o ON o.id = m.organization_id AND o.status = 'active'
    WHERE u.email = of_email
    UNION ALL
    SELECT p.organization_id, o.slug, 'partner', p.id
    FROM partner p JOIN organization o ON o.id = p.organization_id AND o.status = 'active'
    WHERE p.email = of_email AND p.revoked_at IS NULL
  $$`;
