import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * When a commission's event happened stands in the commission as well, so that statistics need not look the event up.
 *
 * Servers of the version before go on writing commissions without it while this runs and until they stop; the trigger fills
 * it in for them. Existing rows are filled by the migration after this one, in steps of their own.
 */
export class CommissionInstant1795252500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE commission ADD COLUMN occurred_at timestamptz(3);
      CREATE FUNCTION commission_instant() RETURNS trigger
      LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
        BEGIN
          SELECT e.occurred_at INTO NEW.occurred_at FROM event e
          WHERE e.organization_id = NEW.organization_id AND e.id = NEW.event_id;
          RETURN NEW;
        END
      $$;
      CREATE TRIGGER commission_instant BEFORE INSERT ON commission
        FOR EACH ROW WHEN (NEW.occurred_at IS NULL) EXECUTE FUNCTION commission_instant()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER commission_instant ON commission;
      DROP FUNCTION commission_instant();
      ALTER TABLE commission DROP COLUMN occurred_at`);
  }
}
