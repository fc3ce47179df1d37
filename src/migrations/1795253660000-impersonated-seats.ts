import type { MigrationInterface, QueryRunner } from "typeorm";

/** An operator is in a member's place only while the member may come in: a suspended seat opens nothing to anybody. */
export class ImpersonatedSeats1795253660000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(impersonationWhere("m.status = 'ACTIVE'"));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(impersonationWhere("m.revoked_at IS NULL"));
  }
}

const impersonationWhere = (seat: string): string => `
  SET LOCAL ROLE tributary_lookup;
  -- Who an operator is for now. None where it has ended, for whatever reason, on either side.
  CREATE OR REPLACE FUNCTION lookup.impersonation(of_hash bytea, at_time timestamptz)
  RETURNS TABLE (id uuid, organization_id uuid, slug text, status text, membership_id uuid, user_id uuid, role text,
    operator_id uuid, is_read_only boolean, expires_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.id, o.id, o.slug, o.status, m.id, m.user_id, m.role, u.operator_id, i.is_read_only, i.expires_at
    FROM impersonation i
    JOIN platform_user u ON u.id = i.operator_user_id AND u.is_operator
    JOIN organization o ON o.id = i.of_organization_id
    JOIN membership m ON m.organization_id = o.id AND m.id = i.membership_id AND ${seat}
    WHERE i.token_hash = of_hash AND i.ended_at IS NULL AND i.expires_at > at_time
  $$;
  RESET ROLE`;
