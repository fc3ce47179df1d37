import type { TenantContext } from "../../src/shared/tenant-context.js";
import type { Acknowledged } from "./acknowledged.js";

/** What of the acknowledged is missing or doubled in the database. Empty: every promise was kept. */
export async function brokenPromises(ctx: TenantContext, acknowledged: Acknowledged): Promise<string[]> {
  const clicks = await ctx.query<{ id: string }>("SELECT id FROM click WHERE id = ANY ($1)", [
    [...acknowledged.clicks],
  ]);
  const events = await ctx.query<{ id: string }>("SELECT external_id AS id FROM event WHERE external_id = ANY ($1)", [
    [...acknowledged.events.keys()],
  ]);
  const stitches = await ctx.query<{ id: string; user: string }>(
    `SELECT c.id, p.user_id AS user FROM click c
     JOIN identity i ON i.organization_id = c.organization_id AND i.visitor_id = c.visitor_id
     JOIN person p ON p.organization_id = i.organization_id AND p.id = i.person_id
     WHERE c.id = ANY ($1)`,
    [[...acknowledged.stitches.keys()]],
  );
  const stitched = new Set(stitches.map((stitch) => `${stitch.id} ${stitch.user}`));
  return [
    ...acknowledged.broken,
    ...missing("click", acknowledged.clicks, clicks),
    ...missing("event", acknowledged.events.keys(), events),
    ...[...acknowledged.stitches]
      .filter(([cref, userId]) => !stitched.has(`${cref} ${userId}`))
      .map(([cref, userId]) => `the stitch of click ${cref} to ${userId} is missing`),
  ];
}

function missing(noun: string, ids: Iterable<string>, found: readonly { id: string }[]): string[] {
  const present = new Set(found.map((row) => row.id));
  const doubled = found.length > present.size ? [`${found.length - present.size} ${noun}s are doubled`] : [];
  return [...doubled, ...[...ids].filter((id) => !present.has(id)).map((id) => `${noun} ${id} is missing`)];
}
