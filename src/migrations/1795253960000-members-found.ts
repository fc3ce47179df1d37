import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The page of people is read from indexes, however many there are. Who begins with a text is looked up beside row security:
 * below it no index on a folded name serves, since the folding might tell of rows that are somebody else's.
 */
export class MembersFound1795253960000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Compared byte by byte, so that beginnings are found whatever the database's collation.
    await runner.query(`
      CREATE INDEX ix_membership_created_at_id ON membership (organization_id, created_at, id);
      CREATE INDEX ix_platform_user_folded_name ON platform_user (lower(name) text_pattern_ops);
      CREATE INDEX ix_platform_user_folded_email ON platform_user (lower(email) text_pattern_ops);
      SET LOCAL ROLE tributary_lookup;
      -- People of the organization that the transaction is pinned to whose name or address begins with the text, in
      -- whatever case. It takes no organization, so that nobody can ask it about somebody else's. Planned each time: a plan
      -- that was made for an organization of three goes through all of one of a hundred thousand.
      CREATE FUNCTION lookup.members_beginning(searched text) RETURNS SETOF uuid
      LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
      SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
        SELECT u.id FROM platform_user u
        JOIN membership m ON m.user_id = u.id
          AND m.organization_id = nullif(current_setting('app.organization_id', true), '')::uuid
        WHERE (lower(u.name) ~>=~ lower(searched) AND lower(u.name) ~<~ (lower(searched) || chr(1114111)))
          OR (lower(u.email) ~>=~ lower(searched) AND lower(u.email) ~<~ (lower(searched) || chr(1114111)))
      $$;
      RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup; DROP FUNCTION lookup.members_beginning(text); RESET ROLE;
      DROP INDEX ix_platform_user_folded_email;
      DROP INDEX ix_platform_user_folded_name;
      DROP INDEX ix_membership_created_at_id`);
  }
}
