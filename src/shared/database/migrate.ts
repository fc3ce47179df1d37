import { runMigrations as runJobMigrations } from "graphile-worker";

import { createDataSource } from "./data-source.js";
import { SetupError } from "../setup-error.js";
import { applyRights, ensureRoles } from "./rights.js";

/** Two processes that start together must not migrate at once; the loser waits and finds nothing to do. */
const MIGRATION_LOCK = 7_318_352;

export interface MigrateSettings {
  ownerUrl: string;
  appUrl: string;
}

/**
 * Brings a database to the newest schema as its owner (not a superuser, with CREATEROLE): roles, migrations, rights, the
 * job queue. Safe to repeat, and after a kill it goes on where it was: each migration is one transaction (CR13).
 *
 * @returns the names of the migrations that ran.
 */
export async function migrate({ ownerUrl, appUrl }: MigrateSettings): Promise<string[]> {
  const appRole = decodeURIComponent(new URL(appUrl).username);
  const dataSource = createDataSource({ url: ownerUrl, poolMax: 4, applicationName: "tributary migrate" });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await refuseSuperuser(lock.query.bind(lock));
    await ensureRoles(lock, appRole);
    const done = await dataSource.runMigrations();
    await applyRights(lock, appRole);
    await migrateJobs(ownerUrl, lock.query.bind(lock), appRole);
    return done.map((migration) => migration.name);
  } finally {
    await lock.query("SELECT pg_advisory_unlock_all()").catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}

type Query = (text: string, values?: unknown[]) => Promise<unknown>;

async function refuseSuperuser(query: Query): Promise<void> {
  const [role] = (await query(
    "SELECT rolsuper OR rolbypassrls AS unfit FROM pg_roles WHERE rolname = current_user",
  )) as {
    unfit: boolean;
  }[];
  if (role?.unfit)
    throw new SetupError("DATABASE_URL must name an owner that is neither a superuser nor has BYPASSRLS.");
}

/** The queue's tables belong to `tributary_jobs`; the runtime role reaches them only through `jobs.enqueue`. */
async function migrateJobs(ownerUrl: string, query: Query, appRole: string): Promise<void> {
  const app = `"${appRole.replaceAll('"', '""')}"`;
  const [state] = (await query(
    "SELECT quote_ident(current_database()) AS database, to_regnamespace('jobs') IS NULL AS missing, " +
      "has_database_privilege('tributary_jobs', current_database(), 'CREATE') AS open",
  )) as { database: string; missing: boolean; open: boolean }[];
  if (state?.missing) await query(`GRANT CREATE ON DATABASE ${state.database} TO tributary_jobs`);
  try {
    const asJobs = new URL(ownerUrl);
    asJobs.searchParams.set("options", "-c role=tributary_jobs");
    await runJobMigrations({ connectionString: asJobs.href });
    await query(`
      SET ROLE tributary_jobs;
      ${state?.missing ? "CREATE SCHEMA jobs;" : ""}
      CREATE TABLE IF NOT EXISTS jobs.worker (id text PRIMARY KEY, beat_at timestamptz(3) NOT NULL);
      CREATE OR REPLACE FUNCTION jobs.enqueue(job_name text, payload json, named text) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT graphile_worker.add_job(job_name, payload, job_key => named)
      $$;
      REVOKE ALL ON FUNCTION jobs.enqueue FROM PUBLIC;
      GRANT USAGE ON SCHEMA jobs TO ${app};
      GRANT EXECUTE ON FUNCTION jobs.enqueue TO ${app};
      RESET ROLE`);
  } finally {
    await query("RESET ROLE");
    // Also where an earlier start was killed before it came to this.
    if (state?.missing || state?.open) await query(`REVOKE CREATE ON DATABASE ${state.database} FROM tributary_jobs`);
  }
}
