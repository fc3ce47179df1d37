import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * What must be found before the organization is known. Each function is owned by `tributary_lookup`, which may read a few
 * tables across organizations and write none; the runtime role may call the functions and nothing else of it.
 */
export class Lookups1795251720000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SET LOCAL ROLE tributary_lookup; ${FUNCTIONS}; RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const functions = [...FUNCTIONS.matchAll(/CREATE FUNCTION (lookup\.\w+)/g)].map(([, name]) => name);
    await runner.query(`SET LOCAL ROLE tributary_lookup; DROP FUNCTION ${functions.join(", ")}; RESET ROLE`);
  }
}

const FUNCTIONS = `
  -- Every active organization, oldest first.
  CREATE FUNCTION lookup.organizations() RETURNS TABLE (id uuid, slug text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.slug FROM organization o WHERE o.status = 'active' ORDER BY o.created_at, o.id
  $$;

  CREATE FUNCTION lookup.organization(of_slug text)
  RETURNS TABLE (id uuid, slug text, name text, status text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.slug, o.name, o.status FROM organization o WHERE o.slug = of_slug
  $$;

  -- A link by its organization and key. A revoked partner's link is found: it redirects and never earns.
  CREATE FUNCTION lookup.link(of_slug text, of_key text)
  RETURNS TABLE (organization_id uuid, slug text, key text, link_id uuid, program_id uuid, partner_id uuid,
    destination_url text, partner_revoked boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.organization_id, o.slug, l.key, l.id, l.program_id, l.partner_id,
      coalesce(l.destination_url, p.destination_url), r.revoked_at IS NOT NULL
    FROM organization o
    JOIN link l ON l.organization_id = o.id
    JOIN program p ON p.organization_id = l.organization_id AND p.id = l.program_id
    JOIN partner r ON r.organization_id = l.organization_id AND r.id = l.partner_id
    WHERE o.slug = of_slug AND l.key = of_key
  $$;

  -- The newest links of all organizations, to warm a server's cache.
  CREATE FUNCTION lookup.links(at_most int)
  RETURNS TABLE (organization_id uuid, slug text, key text, link_id uuid, program_id uuid, partner_id uuid,
    destination_url text, partner_revoked boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.organization_id, o.slug, l.key, l.id, l.program_id, l.partner_id,
      coalesce(l.destination_url, p.destination_url), r.revoked_at IS NOT NULL
    FROM link l
    JOIN organization o ON o.id = l.organization_id
    JOIN program p ON p.organization_id = l.organization_id AND p.id = l.program_id
    JOIN partner r ON r.organization_id = l.organization_id AND r.id = l.partner_id
    ORDER BY l.created_at DESC LIMIT at_most
  $$;

  -- A session with the rights that its holder has now. None where it has ended, for whatever reason.
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

  -- Where a sign-in link belongs; whether it still serves is decided when it is consumed.
  CREATE FUNCTION lookup.sign_in_token(of_hash bytea)
  RETURNS TABLE (id uuid, organization_id uuid, slug text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id, t.organization_id, o.slug
    FROM sign_in_token t JOIN organization o ON o.id = t.organization_id AND o.status = 'active'
    WHERE t.token_hash = of_hash
  $$;

  CREATE FUNCTION lookup.api_key(of_hash bytea)
  RETURNS TABLE (id uuid, organization_id uuid, slug text, kind text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k.id, k.organization_id, o.slug, k.kind
    FROM api_key k JOIN organization o ON o.id = k.organization_id AND o.status = 'active'
    WHERE k.token_hash = of_hash AND k.revoked_at IS NULL
  $$;

  -- Everybody who may sign in with an address: members first.
  CREATE FUNCTION lookup.principals(of_email text)
  RETURNS TABLE (organization_id uuid, slug text, principal_kind text, principal_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.organization_id, o.slug, 'member', m.id
    FROM platform_user u
    JOIN membership m ON m.user_id = u.id AND m.revoked_at IS NULL
    JOIN organization o ON o.id = m.organization_id AND o.status = 'active'
    WHERE u.email = of_email
    UNION ALL
    SELECT p.organization_id, o.slug, 'partner', p.id
    FROM partner p JOIN organization o ON o.id = p.organization_id AND o.status = 'active'
    WHERE p.email = of_email AND p.revoked_at IS NULL
  $$;

  -- Whose journal has entries to seal, and since when.
  CREATE FUNCTION lookup.journal_pending() RETURNS TABLE (organization_id uuid, oldest_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT j.organization_id, min(j.appended_at) FROM journal_pending j GROUP BY j.organization_id
  $$;

  -- Organizations with people to decide anew.
  CREATE FUNCTION lookup.redecisions() RETURNS TABLE (organization_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT r.organization_id FROM redecision r
  $$;

  -- Organizations with commissions whose hold has ended.
  CREATE FUNCTION lookup.due_commissions(at_time timestamptz) RETURNS TABLE (organization_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id FROM organization o
    WHERE EXISTS (SELECT FROM commission c
      WHERE c.organization_id = o.id AND c.status = 'held' AND c.held_until <= at_time)
  $$;
`;
