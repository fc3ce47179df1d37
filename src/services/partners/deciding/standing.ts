import type { CommissionStatus } from "../../../entities/partners/commission.entity.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { StandingCommission } from "../attribution/settle.js";

/** What earlier decisions left of an event: the newest one's version and digest, and the commissions, locked. */
export interface Standing {
  version: number;
  digest: string | null;
  commissions: StandingCommission[];
}

/** Locks the commissions of these events, in id order, and gives what stands of each event that was decided before. */
export async function lockStanding(ctx: TenantContext, eventIds: readonly string[]): Promise<Map<string, Standing>> {
  const standing = new Map<string, Standing>();
  if (eventIds.length === 0) return standing;
  const decisions = await ctx.query<{ event_id: string; version: number; digest: string | null }>(
    `SELECT DISTINCT ON (event_id) event_id, version, encode(digest, 'hex') AS digest FROM attribution
     WHERE organization_id = $1 AND event_id = ANY ($2::uuid[]) ORDER BY event_id, version DESC`,
    [ctx.organizationId, eventIds],
    "read-newest-decisions",
  );
  for (const { event_id: eventId, version, digest } of decisions) {
    standing.set(eventId, { version, digest, commissions: [] });
  }
  const rows = await ctx.query<{
    id: string;
    event_id: string;
    partner_id: string;
    program_id: string;
    rule_key: string;
    amount_minor: bigint;
    currency: string;
    status: CommissionStatus;
  }>(
    `SELECT id, event_id, partner_id, program_id, rule_key, amount_minor, currency, status FROM commission
     WHERE organization_id = $1 AND event_id = ANY ($2::uuid[]) ORDER BY id FOR UPDATE`,
    [ctx.organizationId, eventIds],
    "lock-commissions-of-events",
  );
  if (rows.length === 0) return standing;
  // Read after the lock: whoever adjusted them before has committed.
  const adjusted = await ctx.query<{ commission_id: string; amount_minor: bigint }>(
    `SELECT commission_id, sum(amount_minor)::bigint AS amount_minor FROM adjustment
     WHERE organization_id = $1 AND event_id = ANY ($2::uuid[]) GROUP BY commission_id`,
    [ctx.organizationId, eventIds],
    "sum-adjustments-of-events",
  );
  const adjustedMinor = new Map(adjusted.map((row) => [row.commission_id, row.amount_minor]));
  for (const row of rows) {
    standing.get(row.event_id)?.commissions.push({
      id: row.id,
      partnerId: row.partner_id,
      programId: row.program_id,
      ruleKey: row.rule_key,
      amountMinor: row.amount_minor,
      currency: row.currency,
      status: row.status,
      adjustedMinor: adjustedMinor.get(row.id) ?? 0n,
    });
  }
  return standing;
}
