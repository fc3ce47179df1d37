import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * A queue's table is mostly dead rows, which stay for as long as any transaction may still see them: a backup, say. What
 * looks for the living must step over the dead by the index, from a number below which there are none, or a minute's
 * entries make every look slow.
 */
export class JournalBacklog1795251840000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup;
      -- Whose journal has entries to seal with numbers above the given one: since when, and the smallest of them.
      CREATE FUNCTION lookup.journal_backlog(above bigint)
      RETURNS TABLE (organization_id uuid, oldest_at timestamptz, first_sequence bigint)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
        WITH RECURSIVE backlog AS (
          (SELECT j.organization_id, j.appended_at, j.sequence FROM journal_pending j
            WHERE j.sequence > above ORDER BY j.organization_id, j.sequence LIMIT 1)
          UNION ALL
          SELECT following.* FROM backlog b CROSS JOIN LATERAL (
            SELECT j.organization_id, j.appended_at, j.sequence FROM journal_pending j
            WHERE j.organization_id > b.organization_id AND j.sequence > above
            ORDER BY j.organization_id, j.sequence LIMIT 1
          ) following
        )
        SELECT b.organization_id, b.appended_at, b.sequence FROM backlog b
      $$;
      RESET ROLE`);
    await runner.query(`
      ALTER TABLE journal_pending SET
        (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE journal_pending RESET
        (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_vacuum_cost_delay);
      SET LOCAL ROLE tributary_lookup; DROP FUNCTION lookup.journal_backlog; RESET ROLE`);
  }
}
