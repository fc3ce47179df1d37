import { planForGrowth } from "../../../shared/database/plan-for-growth.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import { reconsiderAfterLateClicks } from "./late-clicks.js";
import { plainArray, textArray } from "../../../shared/database/plain-array.js";

const CHUNK_MAX = 10_000;

/** A click of another system or an earlier time, with its own id. It is not judged: nothing is known of its source. */
export interface ImportedClick {
  id: string;
  linkId: string;
  programId: string;
  partnerId: string;
  visitorId: string;
  clickedAt: Date;
  subId?: string | null;
}

const WRITE_CLICKS = `
  INSERT INTO click (organization_id, id, link_id, program_id, partner_id, visitor_id, clicked_at, sub_id)
  SELECT $1, given.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::text[])
  AS given (id, link_id, program_id, partner_id, visitor_id, clicked_at, sub_id)
  ON CONFLICT DO NOTHING`;

const WRITE_AND_NAME_CLICKS = `${WRITE_CLICKS} RETURNING id`;

/**
 * Writes clicks with their own ids, many at once, in the caller's transaction. Those that are there already are passed
 * over, so it may be repeated. People whose events the new clicks precede are put down to be decided anew. The caller
 * checks the permission `history:import`, and that program and partner are the link's.
 *
 * @returns how many were new.
 */
export async function importClicks(ctx: TenantContext, clicks: readonly ImportedClick[]): Promise<number> {
  return ctx.transaction(async (ctx) => {
    await planForGrowth(ctx);
    const [known] = await ctx.query<{ people: boolean }>(
      "SELECT EXISTS (SELECT FROM person WHERE organization_id = $1) AS people",
      [ctx.organizationId],
    );
    let written = 0;
    let values = valuesOf(ctx.organizationId, clicks.slice(0, CHUNK_MAX));
    for (let start = 0; start < clicks.length; start += CHUNK_MAX) {
      // Where nobody is known yet, it is enough to know how many are new.
      const writing = known?.people
        ? ctx.query<{ id: string }>(WRITE_AND_NAME_CLICKS, values, "import-clicks-named")
        : ctx.execute(WRITE_CLICKS, values, "import-clicks");
      // The next chunk is made ready while the database works on this one.
      values = valuesOf(ctx.organizationId, clicks.slice(start + CHUNK_MAX, start + 2 * CHUNK_MAX));
      const rows = await writing;
      if (typeof rows === "number") {
        written += rows;
        continue;
      }
      written += rows.length;
      const ids = new Set(rows.map((row) => row.id));
      await reconsiderAfterLateClicks(
        ctx,
        clicks.slice(start, start + CHUNK_MAX).filter((click) => ids.has(click.id)),
      );
    }
    return written;
  });
}

function valuesOf(organizationId: string, clicks: readonly ImportedClick[]): unknown[] {
  return [
    organizationId,
    plainArray(clicks.map((click) => click.id)),
    plainArray(clicks.map((click) => click.linkId)),
    plainArray(clicks.map((click) => click.programId)),
    plainArray(clicks.map((click) => click.partnerId)),
    plainArray(clicks.map((click) => click.visitorId)),
    plainArray(clicks.map((click) => click.clickedAt.toISOString())),
    textArray(clicks.map((click) => click.subId ?? null)),
  ];
}
