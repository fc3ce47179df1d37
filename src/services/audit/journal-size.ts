import type { TenantContext } from "../../shared/tenant-context.js";

/** How many sealed entries the organization's journal has, as the transaction sees it. */
export async function journalSize(ctx: TenantContext): Promise<bigint> {
  const [head] = await ctx.query<{ size: bigint }>(
    "SELECT size FROM journal_head WHERE organization_id = $1",
    [ctx.organizationId],
    "journal-head",
  );
  return head?.size ?? 0n;
}

/** The same, with whatever is committed by now; undefined while an entry waits to be sealed. */
export async function settledJournalSize(ctx: TenantContext): Promise<bigint | undefined> {
  const [head] = await ctx.read<{ size: bigint | null; waits: boolean }>(
    `SELECT (SELECT size FROM journal_head WHERE organization_id = $1) AS size,
       EXISTS (SELECT FROM journal_pending WHERE organization_id = $1) AS waits`,
    [ctx.organizationId],
    "journal-standing",
  );
  return head && !head.waits ? (head.size ?? 0n) : undefined;
}
