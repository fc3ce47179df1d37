import { newId } from "../../../shared/ids.js";
import type { TenantContext } from "../../../shared/tenant-context.js";

/** What matters of a click that landed late. */
export interface LateClick {
  visitorId: string;
  clickedAt: Date;
}

/**
 * The people of these visitors, locked in the order in which decisions lock them: whoever decides about them at this
 * moment is waited for, and whoever does so later sees the clicks.
 */
const LOCK_PEOPLE = `
  SELECT p.id FROM person p
  WHERE p.organization_id = $1 AND p.id IN (
    SELECT i.person_id FROM identity i WHERE i.organization_id = $1 AND i.visitor_id = ANY ($2::uuid[])
    UNION ALL
    SELECT a.id FROM person a WHERE a.organization_id = $1 AND a.visitor_id = ANY ($2::uuid[]))
  ORDER BY p.id FOR NO KEY UPDATE`;

/** Those of them who have an event after a click: it was decided without knowing of that click. */
const OVERTAKEN = `
  SELECT DISTINCT p.person_id
  FROM unnest($2::uuid[], $3::timestamptz[]) AS late (visitor_id, clicked_at)
  CROSS JOIN LATERAL (
    SELECT i.person_id FROM identity i WHERE i.organization_id = $1 AND i.visitor_id = late.visitor_id
    UNION ALL
    SELECT a.id FROM person a WHERE a.organization_id = $1 AND a.visitor_id = late.visitor_id
  ) p
  WHERE EXISTS (SELECT FROM event e
    WHERE e.organization_id = $1 AND e.person_id = p.person_id AND e.occurred_at >= late.clicked_at)`;

/**
 * Clicks that landed late, from the spool or an import, count as if they had always been there (facts count whenever
 * they become known): people whose events they precede are put down to be decided anew. To be called after the clicks
 * are committed, or in their transaction. Safe to repeat. Returns how many people were put down.
 */
export async function reconsiderAfterLateClicks(ctx: TenantContext, clicks: readonly LateClick[]): Promise<number> {
  const earliest = new Map<string, Date>();
  for (const { visitorId, clickedAt } of clicks) {
    const known = earliest.get(visitorId);
    if (known === undefined || clickedAt < known) earliest.set(visitorId, clickedAt);
  }
  if (earliest.size === 0) return 0;
  return ctx.transaction(async (ctx) => {
    const visitors = [...earliest.keys()];
    const people = await ctx.query(LOCK_PEOPLE, [ctx.organizationId, visitors]);
    if (people.length === 0) return 0;
    const overtaken = await ctx.query<{ person_id: string }>(OVERTAKEN, [
      ctx.organizationId,
      visitors,
      [...earliest.values()],
    ]);
    return requestRedecisions(
      ctx,
      "click.late",
      overtaken.map((one) => one.person_id),
    );
  });
}

/**
 * Puts people down to be decided anew, in the caller's transaction; also where one is put down already, for whoever works
 * on that one may have looked before the new fact could be seen. Returns how many were put down.
 */
export async function requestRedecisions(
  ctx: TenantContext,
  reason: string,
  personIds: readonly string[],
): Promise<number> {
  if (personIds.length === 0) return 0;
  return ctx.execute(
    `INSERT INTO redecision (organization_id, id, person_id, reason, requested_at)
     SELECT $1, p.id, p.person_id, $2, $3 FROM unnest($4::uuid[], $5::uuid[]) AS p (id, person_id)`,
    [ctx.organizationId, reason, ctx.clock.now(), personIds.map(() => newId()), personIds],
  );
}
