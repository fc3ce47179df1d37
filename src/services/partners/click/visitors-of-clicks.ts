import type { TenantContext } from "../../../shared/tenant-context.js";

/** The visitors of those of the clicks that have landed, by the clicks' ids. */
export async function visitorsOfClicks(
  ctx: TenantContext,
  clickIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (clickIds.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; visitor_id: string }>(
    "SELECT id, visitor_id FROM click WHERE organization_id = $1 AND id = ANY ($2::uuid[])",
    [ctx.organizationId, [...new Set(clickIds)]],
    "read-visitors",
  );
  return new Map(rows.map((row) => [row.id, row.visitor_id]));
}
