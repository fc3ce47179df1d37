import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * A key has scopes instead of one of two kinds, may end by itself, and tells when it was last used. The column changes its
 * type in place: an owner under forced row security could not update the rows of all organizations.
 */
export class KeyScopes1795253600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup; DROP FUNCTION lookup.api_key; RESET ROLE;
      ALTER TABLE api_key DROP CONSTRAINT ck_api_key_kind;
      ALTER TABLE api_key ALTER COLUMN kind TYPE text[]
        USING CASE kind WHEN 'events' THEN ARRAY['events:write'] ELSE ARRAY[kind] END;
      ALTER TABLE api_key RENAME COLUMN kind TO scopes;
      ALTER TABLE api_key
        ADD COLUMN expires_at timestamptz(3),
        ADD COLUMN last_used_at timestamptz(3),
        ADD CONSTRAINT ck_api_key_scopes CHECK (${KNOWN});
      SET LOCAL ROLE tributary_lookup; ${BY_SCOPES}; RESET ROLE`);
  }

  /** A key of several scopes, or of new ones, becomes one that only sends events: the least that there was. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup; DROP FUNCTION lookup.api_key; RESET ROLE;
      ALTER TABLE api_key DROP CONSTRAINT ck_api_key_scopes, DROP COLUMN expires_at, DROP COLUMN last_used_at;
      ALTER TABLE api_key RENAME COLUMN scopes TO kind;
      ALTER TABLE api_key ALTER COLUMN kind TYPE text USING CASE WHEN 'admin' = ANY (kind) THEN 'admin' ELSE 'events' END;
      ALTER TABLE api_key ADD CONSTRAINT ck_api_key_kind CHECK (kind in ('admin', 'events'));
      SET LOCAL ROLE tributary_lookup; ${BY_KIND}; RESET ROLE`);
  }
}

const KNOWN = `cardinality(scopes) > 0 and scopes <@ array['admin', 'events:write', 'partners:read', 'partners:write',
  'commissions:read', 'webhooks:write']::text[]`;

const BY_SCOPES = `
  -- A key that is neither revoked nor over, of an organization that works.
  CREATE FUNCTION lookup.api_key(of_hash bytea, at_time timestamptz)
  RETURNS TABLE (id uuid, organization_id uuid, slug text, scopes text[], last_used_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k.id, k.organization_id, o.slug, k.scopes, k.last_used_at
    FROM api_key k JOIN organization o ON o.id = k.organization_id AND o.status = 'active'
    WHERE k.token_hash = of_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > at_time)
  $$`;

const BY_KIND = `
  CREATE FUNCTION lookup.api_key(of_hash bytea)
  RETURNS TABLE (id uuid, organization_id uuid, slug text, kind text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k.id, k.organization_id, o.slug, k.kind
    FROM api_key k JOIN organization o ON o.id = k.organization_id AND o.status = 'active'
    WHERE k.token_hash = of_hash AND k.revoked_at IS NULL
  $$`;
