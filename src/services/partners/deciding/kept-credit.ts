import type { TenantContext } from "../../../shared/tenant-context.js";

/** A partner who is revoked now, and since which settings revision. */
export interface RevokedPartner {
  partnerId: string;
  knownFrom: bigint;
}

/**
 * The touches of revoked partners that keep their credit (S6): those that carried it in the decision on the event that
 * was current when the partner was revoked. Keys are `eventId/clickId`.
 */
export async function readKeptCredit(
  ctx: TenantContext,
  eventIds: readonly string[],
  revoked: readonly RevokedPartner[],
): Promise<Set<string>> {
  if (eventIds.length === 0 || revoked.length === 0) return new Set();
  const rows = await ctx.query<{ event_id: string; click_id: string }>(READ_KEPT, [
    ctx.organizationId,
    eventIds,
    revoked.map(({ partnerId }) => partnerId),
    revoked.map(({ knownFrom }) => knownFrom.toString()),
  ]);
  return new Set(rows.map((row) => `${row.event_id}/${row.click_id}`));
}

const READ_KEPT = `
  SELECT c.event_id, c.click_id
  FROM unnest($3::uuid[], $4::bigint[]) AS revoked (partner_id, known_from)
  JOIN attribution a ON a.organization_id = $1 AND a.event_id = ANY ($2::uuid[])
    AND a.version = (SELECT max(b.version) FROM attribution b
      WHERE b.organization_id = $1 AND b.event_id = a.event_id AND b.settings_revision < revoked.known_from)
  JOIN credit c ON c.organization_id = $1 AND c.attribution_id = a.id AND c.partner_id = revoked.partner_id`;
