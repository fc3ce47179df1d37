import type { MigrationInterface, QueryRunner } from "typeorm";

const PERSON = "(select nullif(current_setting('app.user_id', true), '')::uuid)";
const ENTERED = ["session", "sign_in_token"];

/**
 * Sessions and sign-in links of people belong to the person, not to one of their memberships: one sign-in serves all of
 * their organizations. The membership in the organization that is asked for is looked up with the session each time.
 */
export class UserSessions1795253000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE platform_user ADD generation integer NOT NULL DEFAULT 1;
      CREATE INDEX ix_membership_user_id ON membership (user_id);
      ALTER TABLE session DROP CONSTRAINT ck_session_principal_kind,
        ALTER organization_id DROP NOT NULL, ALTER generation DROP NOT NULL, ADD active_organization_id uuid;
      ALTER TABLE sign_in_token DROP CONSTRAINT ck_sign_in_token_principal_kind,
        ALTER organization_id DROP NOT NULL, ADD active_organization_id uuid`);
    await withAllRows(runner, async () => {
      await runner.query(`
        UPDATE session s SET principal_kind = 'user', principal_id = m.user_id, active_organization_id = s.organization_id,
          organization_id = NULL, generation = NULL,
          revoked_at = coalesce(s.revoked_at, CASE WHEN m.revoked_at IS NULL AND m.generation = s.generation THEN NULL ELSE now() END)
        FROM membership m
        WHERE s.principal_kind = 'member' AND m.organization_id = s.organization_id AND m.id = s.principal_id;
        UPDATE sign_in_token t SET principal_kind = 'user', principal_id = m.user_id,
          active_organization_id = t.organization_id, organization_id = NULL
        FROM membership m
        WHERE t.principal_kind = 'member' AND m.organization_id = t.organization_id AND m.id = t.principal_id;
        DELETE FROM session WHERE principal_kind = 'member';
        DELETE FROM sign_in_token WHERE principal_kind = 'member'`);
    });
    for (const table of ENTERED) {
      await runner.query(`
        ALTER TABLE ${table}
          ADD CONSTRAINT ck_${table}_principal_kind CHECK (principal_kind in ('user', 'partner')),
          ADD CONSTRAINT ck_${table}_organization CHECK ((principal_kind = 'partner') = (organization_id is not null)),
          ADD CONSTRAINT fk_${table}_active_organization_id FOREIGN KEY (active_organization_id) REFERENCES organization (id);
        CREATE INDEX ix_${table}_principal ON ${table} (principal_id) WHERE principal_kind = 'user'`);
    }
    await runner.query(`
      ALTER TABLE session ADD CONSTRAINT ck_session_generation
        CHECK ((principal_kind = 'partner') = (generation is not null))`);
    await runner.query(POLICIES.map(({ table, name, rule }) => `CREATE POLICY ${name} ON ${table} ${rule}`).join("; "));
    await runner.query(`SET LOCAL ROLE tributary_lookup; ${FUNCTIONS}; RESET ROLE`);
  }

  /** Sessions and links of people end: which membership each of them would be is not known any more. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup;
      DROP FUNCTION lookup.session(bytea, text, timestamptz), lookup.sign_in_token(bytea), lookup.memberships(uuid);
      ${FORMER_FUNCTIONS};
      RESET ROLE`);
    await runner.query(POLICIES.map(({ table, name }) => `DROP POLICY ${name} ON ${table}`).join("; "));
    await withAllRows(runner, () =>
      runner.query(ENTERED.map((table) => `DELETE FROM ${table} WHERE principal_kind = 'user'`).join("; ")),
    );
    for (const table of ENTERED) {
      await runner.query(`
        DROP INDEX ix_${table}_principal;
        ALTER TABLE ${table} DROP CONSTRAINT ck_${table}_principal_kind, DROP CONSTRAINT ck_${table}_organization,
          DROP active_organization_id, ALTER organization_id SET NOT NULL,
          ADD CONSTRAINT ck_${table}_principal_kind CHECK (principal_kind in ('member', 'partner'))`);
    }
    await runner.query(`
      ALTER TABLE session DROP CONSTRAINT ck_session_generation, ALTER generation SET NOT NULL;
      DROP INDEX ix_membership_user_id;
      ALTER TABLE platform_user DROP generation`);
  }
}

/** The owner is fenced in like everybody else. What is moved here leaves its organization, which no policy but this allows. */
async function withAllRows(runner: QueryRunner, work: () => Promise<unknown>): Promise<void> {
  const tables = [...ENTERED, "membership"];
  for (const table of tables) {
    await runner.query(`CREATE POLICY migrating ON ${table} TO CURRENT_USER USING (true) WITH CHECK (true)`);
  }
  await work();
  for (const table of tables) await runner.query(`DROP POLICY migrating ON ${table}`);
}

const OWN: Record<string, string> = {
  platform_user: `id = ${PERSON}`,
  membership: `user_id = ${PERSON}`,
  session: `principal_kind = 'user' AND principal_id = ${PERSON}`,
  sign_in_token: `principal_kind = 'user' AND principal_id = ${PERSON}`,
};

/** What the role of people may see and write: of one person at a time, even where it writes in an organization's journal. */
const POLICIES = Object.entries(OWN).flatMap(([table, own]) => {
  const rule = `TO tributary_people USING (${own}) WITH CHECK (${own})`;
  return [
    { table, name: "people_own", rule },
    { table, name: "people_only", rule: `AS RESTRICTIVE ${rule}` },
  ];
});

const FUNCTIONS = `
  -- A session, who holds it, and the seat that they have now in the organization of this slug, or without one in that
  -- where they are. No organization where there is none; no seat where they have none. No row where the session has ended,
  -- for whatever reason.
  DROP FUNCTION lookup.session(bytea, timestamptz);
  CREATE FUNCTION lookup.session(of_hash bytea, of_slug text, at_time timestamptz)
  RETURNS TABLE (id uuid, principal_kind text, principal_id uuid, generation int, organization_id uuid, slug text,
    status text, membership_id uuid, role text, is_own boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.principal_kind, s.principal_id, u.generation, o.id, o.slug, o.status, m.id, m.role, o.id = s.organization_id
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
    LEFT JOIN membership m ON m.organization_id = o.id AND m.user_id = u.id AND m.revoked_at IS NULL
    WHERE s.token_hash = of_hash AND s.revoked_at IS NULL AND s.expires_at > at_time
      AND (u.id IS NOT NULL OR p.id IS NOT NULL)
  $$;

  -- Whom a sign-in link lets in; whether it still serves is decided when it is consumed.
  DROP FUNCTION lookup.sign_in_token(bytea);
  CREATE FUNCTION lookup.sign_in_token(of_hash bytea)
  RETURNS TABLE (id uuid, principal_kind text, principal_id uuid, organization_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id, t.principal_kind, t.principal_id, coalesce(t.organization_id, t.active_organization_id)
    FROM sign_in_token t
    WHERE t.token_hash = of_hash AND (coalesce(t.organization_id, t.active_organization_id) IS NULL
      OR EXISTS (SELECT FROM organization o
        WHERE o.id = coalesce(t.organization_id, t.active_organization_id) AND o.status = 'active'))
  $$;

  -- The organizations that a person may enter, by name; at most 200 of them.
  CREATE FUNCTION lookup.memberships(of_user uuid)
  RETURNS TABLE (membership_id uuid, role text, organization_id uuid, slug text, name text, joined_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, m.role, o.id, o.slug, o.name, m.created_at
    FROM membership m JOIN organization o ON o.id = m.organization_id AND o.status = 'active'
    WHERE m.user_id = of_user AND m.revoked_at IS NULL
    ORDER BY o.name, o.id LIMIT 200
  $$;
`;

const FORMER_FUNCTIONS = `
  CREATE FUNCTION lookup.session(of_hash bytea, at_time timestamptz)
  RETURNS TABLE (id uuid, organization_id uuid, slug text, principal_kind text, principal_id uuid, user_id uuid, role text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.organization_id, o.slug, s.principal_kind, s.principal_id, m.user_id, m.role
    FROM session s
    JOIN organization o ON o.id = s.organization_id AND o.status = 'active'
    LEFT JOIN membership m ON s.principal_kind = 'member' AND m.organization_id = s.organization_id
      AND m.id = s.principal_id AND m.generation = s.generation AND m.revoked_at IS NULL
    LEFT JOIN partner p ON s.principal_kind = 'partner' AND p.organization_id = s.organization_id
      AND p.id = s.principal_id AND p.generation = s.generation AND p.revoked_at IS NULL
    WHERE s.token_hash = of_hash AND s.revoked_at IS NULL AND s.expires_at > at_time
      AND (m.id IS NOT NULL OR p.id IS NOT NULL)
  $$;
  CREATE FUNCTION lookup.sign_in_token(of_hash bytea)
  RETURNS TABLE (id uuid, organization_id uuid, slug text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id, t.organization_id, o.slug
    FROM sign_in_token t JOIN organization o ON o.id = t.organization_id AND o.status = 'active'
    WHERE t.token_hash = of_hash
  $$
`;
