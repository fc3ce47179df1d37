import type { MigrationInterface, QueryRunner } from "typeorm";

const TABLES = [
  "commission_rollup",
  "commission_rollup_day",
  "commission_rollup_month",
  "commission_rollup_mark",
  "commission_rollup_head",
];
/** What tells which organizations have something to sum. */
const LOOKED_UP = ["commission_rollup_mark", "commission_rollup_head"];
const OWN = "organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid)";

/** Sums of commissions by day and month. They begin empty, which is right: the job fills them, and until then commissions are read. */
export class CommissionRollups1795252680000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE commission_rollup_head (
        organization_id uuid NOT NULL,
        time_zone text NOT NULL,
        closed_until timestamptz(3),
        commissions bigint NOT NULL DEFAULT 0,
        CONSTRAINT pk_commission_rollup_head PRIMARY KEY (organization_id),
        CONSTRAINT fk_commission_rollup_head FOREIGN KEY (organization_id) REFERENCES organization (id)
      );
      CREATE TABLE commission_rollup_day (
        organization_id uuid NOT NULL,
        starts_at timestamptz(3) NOT NULL,
        ends_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_commission_rollup_day PRIMARY KEY (organization_id, starts_at)
      );
      CREATE TABLE commission_rollup_month (
        organization_id uuid NOT NULL,
        starts_at timestamptz(3) NOT NULL,
        ends_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_commission_rollup_month PRIMARY KEY (organization_id, starts_at)
      );
      CREATE TABLE commission_rollup_mark (
        organization_id uuid NOT NULL,
        hour timestamptz(3) NOT NULL,
        id uuid NOT NULL,
        CONSTRAINT pk_commission_rollup_mark PRIMARY KEY (organization_id, hour, id)
      );
      CREATE TABLE commission_rollup (
        organization_id uuid NOT NULL,
        scope text NOT NULL,
        starts_at timestamptz(3) NOT NULL,
        program_id uuid NOT NULL,
        currency text NOT NULL,
        status text NOT NULL,
        partner_id uuid NOT NULL,
        link_id uuid NOT NULL,
        conversions bigint NOT NULL,
        amount_minor numeric NOT NULL,
        adjusted_minor numeric NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_commission_rollup
          PRIMARY KEY (organization_id, scope, starts_at, program_id, currency, status, partner_id, link_id),
        CONSTRAINT ck_commission_rollup_scope CHECK (scope in ('program', 'link', 'month'))
      );
      CREATE INDEX ix_commission_rollup_partner_id_starts_at
        ON commission_rollup (organization_id, partner_id, starts_at)
        WHERE partner_id <> '00000000-0000-0000-0000-000000000000'`);
    for (const table of TABLES) {
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY own_rows ON ${table} FOR ALL USING (${OWN}) WITH CHECK (${OWN})`);
    }
    for (const table of LOOKED_UP) {
      await runner.query(`
        CREATE POLICY lookup_select ON ${table} FOR SELECT TO tributary_lookup USING (true);
        GRANT SELECT ON ${table} TO tributary_lookup`);
    }
    await runner.query(`
      SET LOCAL ROLE tributary_lookup;
      -- Organizations with a day to sum that has ended by then, or with a change since one was.
      CREATE FUNCTION lookup.rollups_due(settled_until timestamptz) RETURNS TABLE (organization_id uuid)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT o.id FROM organization o LEFT JOIN commission_rollup_head h ON h.organization_id = o.id
        WHERE EXISTS (SELECT FROM commission_rollup_mark m WHERE m.organization_id = o.id)
          OR EXISTS (SELECT FROM commission c WHERE c.organization_id = o.id
            AND c.occurred_at >= coalesce(h.closed_until, '-infinity')
            AND c.occurred_at < date_trunc('day', settled_until AT TIME ZONE o.time_zone) AT TIME ZONE o.time_zone)
      $$;
      RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("SET LOCAL ROLE tributary_lookup; DROP FUNCTION lookup.rollups_due; RESET ROLE");
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}
