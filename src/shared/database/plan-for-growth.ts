import type { TenantContext } from "../tenant-context.js";

/**
 * Until the commit no statement is planned to read a whole table: for bulk work, under which tables grow faster than
 * anybody analyses them. What the connection plans now it keeps, the checks of foreign keys among it, and those are most
 * of the work: planned for tables that were empty a moment ago, they made an import half as long again.
 */
export async function planForGrowth(ctx: TenantContext): Promise<void> {
  await ctx.execute("SET LOCAL enable_seqscan = off");
}
