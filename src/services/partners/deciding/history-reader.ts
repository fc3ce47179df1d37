import type { TenantContext } from "../../../shared/tenant-context.js";
import { CORRECTIVE_TYPES } from "../attribution/corrective-types.js";
import type { FirstOfType } from "../attribution/facts.js";

/** The first event of each type of each person, in the order of S2, corrective ones aside (S11). */
export async function readHistory(
  ctx: TenantContext,
  personIds: readonly string[],
): Promise<Map<string, FirstOfType[]>> {
  const history = new Map<string, FirstOfType[]>();
  const rows = await ctx.query<{ person_id: string; type: string; external_id: string; occurred_at: Date }>(
    `SELECT DISTINCT ON (person_id, type) person_id, type, external_id, occurred_at FROM event
     WHERE organization_id = $1 AND person_id = ANY ($2::uuid[]) AND refund_of IS NULL AND type <> ALL ($3::text[])
     ORDER BY person_id, type, occurred_at, external_id COLLATE "C"`,
    [ctx.organizationId, personIds, [...CORRECTIVE_TYPES]],
    "read-history",
  );
  for (const row of rows) {
    const first = { type: row.type, externalId: row.external_id, occurredAtMs: row.occurred_at.getTime() };
    const own = history.get(row.person_id);
    if (own) own.push(first);
    else history.set(row.person_id, [first]);
  }
  return history;
}
