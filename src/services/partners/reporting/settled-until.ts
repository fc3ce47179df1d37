import { assert } from "../../../shared/errors.js";
import type { TenantContext } from "../../../shared/tenant-context.js";

/** A transaction is seen in pg_stat_activity a moment after it began. */
const MARGIN_MS = 1000;

/**
 * How far back the oldest transaction began that may still write, in milliseconds. Rows carry the instant at which their
 * transaction began, and become visible at its end: before that instant nothing can appear any more.
 *
 * To be asked inside a transaction, before the snapshot that is then read: a transaction that ends between the two would
 * be in neither.
 */
export async function unsettledMs(ctx: TenantContext): Promise<number> {
  const [row] = await ctx.query<{ ms: string | null }>(
    `SELECT ceil(extract(epoch FROM clock_timestamp() - min(xact_start)) * 1000)::text AS ms FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND xact_start IS NOT NULL`,
  );
  // This one is among them, unless the server is told not to track what its connections do.
  assert(row?.ms != null, "PostgreSQL's track_activities is on");
  return Math.max(Number(row.ms), 0) + MARGIN_MS;
}
