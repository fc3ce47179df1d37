import type { MigrationInterface, QueryRunner } from "typeorm";

/** Feature flags with the newest of their changes, and the role in which operators work across organizations. */
export class Flags1795253400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE flag (
        id uuid NOT NULL,
        key text NOT NULL,
        description text NOT NULL,
        state text NOT NULL DEFAULT 'off',
        percent smallint NOT NULL DEFAULT '0',
        plans text[] NOT NULL DEFAULT '{}',
        organization_slugs text[] NOT NULL DEFAULT '{}',
        reseller_slugs text[] NOT NULL DEFAULT '{}',
        environments text[] NOT NULL DEFAULT '{}',
        revision integer NOT NULL DEFAULT '1',
        created_at timestamptz(3) NOT NULL,
        changed_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_flag PRIMARY KEY (id),
        CONSTRAINT uq_flag_key UNIQUE (key),
        CONSTRAINT ck_flag_key CHECK (key ~ '^[a-z][a-z0-9_]{1,62}$'),
        CONSTRAINT ck_flag_state CHECK (state in ('off', 'on', 'targeted', 'rollout')),
        CONSTRAINT ck_flag_percent CHECK (percent between 0 and 100)
      );
      CREATE TABLE flag_change (
        flag_id uuid NOT NULL,
        id uuid NOT NULL,
        changed_at timestamptz(3) NOT NULL,
        actor_kind text NOT NULL,
        actor_id text NOT NULL,
        state text NOT NULL,
        percent smallint NOT NULL,
        scope jsonb NOT NULL,
        note text,
        CONSTRAINT pk_flag_change PRIMARY KEY (flag_id, id)
      );
      ALTER TABLE flag ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      ALTER TABLE flag_change ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY own_rows ON flag FOR SELECT USING (true);
      CREATE POLICY operator_all ON flag TO tributary_operator USING (true) WITH CHECK (true);
      CREATE POLICY operator_all ON flag_change TO tributary_operator USING (true) WITH CHECK (true);
      CREATE POLICY operator_select ON organization FOR SELECT TO tributary_operator USING (true);
      CREATE POLICY operator_insert ON journal_pending FOR INSERT TO tributary_operator WITH CHECK (true);
      CREATE POLICY operator_insert ON journal_origin FOR INSERT TO tributary_operator WITH CHECK (true)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY operator_insert ON journal_origin;
      DROP POLICY operator_insert ON journal_pending;
      DROP POLICY operator_select ON organization;
      DROP TABLE flag_change, flag`);
  }
}
