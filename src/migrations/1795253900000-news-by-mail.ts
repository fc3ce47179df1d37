import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whom news of an organization reach by mail: what people want of it is their own, and read nowhere else by others. */
export class NewsByMail1795253900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE POLICY lookup_select ON user_preference FOR SELECT TO tributary_lookup USING (true);
      GRANT SELECT ON user_preference TO tributary_lookup;
      SET LOCAL ROLE tributary_lookup;
      -- Who holds a role in the organization that the transaction is pinned to and wants news by mail. It takes no
      -- organization, so that nobody can ask it about somebody else's.
      CREATE FUNCTION lookup.mailed_members(of_role text) RETURNS TABLE (user_id uuid, email text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT u.id, u.email FROM membership m
        JOIN platform_user u ON u.id = m.user_id
        LEFT JOIN user_preference p ON p.user_id = u.id
        WHERE m.organization_id = nullif(current_setting('app.organization_id', true), '')::uuid
          AND m.role = of_role AND m.status = 'ACTIVE'
          AND coalesce(p.notification_routing, 'bell_and_email') IN ('bell_and_email', 'email_only')
        ORDER BY u.id LIMIT 200
      $$;
      RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup; DROP FUNCTION lookup.mailed_members(text); RESET ROLE;
      REVOKE SELECT ON user_preference FROM tributary_lookup;
      DROP POLICY lookup_select ON user_preference`);
  }
}
