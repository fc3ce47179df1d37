import { plainArray } from "../../../shared/database/plain-array.js";
import { newId } from "../../../shared/ids.js";
import type { TenantContext } from "../../../shared/tenant-context.js";

const HOUR_MS = 3_600_000;

/**
 * So young an event lies in no day that is summed, and none will be before the transactions of now are over
 * (`RollupService.close`): what concerns it needs no mark.
 */
export const OPEN_MS = HOUR_MS;

/**
 * SQL: no hour of a day or month `p`, which has `starts_at` and `ends_at`, is marked, so its sums hold. `$1` is the
 * organization.
 */
export const IS_UNMARKED = `NOT EXISTS (SELECT FROM commission_rollup_mark m
    WHERE m.organization_id = $1 AND m.hour > p.starts_at - interval '1 hour' AND m.hour < p.ends_at)`;

/**
 * Says that commissions of events at these instants are new or have changed, inside the transaction that changes them. To
 * be called by whoever writes `commission` or `adjustment`: without it what is summed would stay as it was.
 *
 * @param instants - in milliseconds since 1970.
 */
export async function markCommissions(ctx: TenantContext, instants: readonly number[]): Promise<void> {
  const openSince = ctx.clock.now().getTime() - OPEN_MS;
  const hours = new Set(instants.filter((at) => at <= openSince).map((at) => Math.floor(at / HOUR_MS) * HOUR_MS));
  if (hours.size === 0) return;
  await ctx.execute(
    `INSERT INTO commission_rollup_mark (organization_id, hour, id)
     SELECT $1, m.* FROM unnest($2::timestamptz[], $3::uuid[]) AS m`,
    [
      ctx.organizationId,
      plainArray([...hours].map((hour) => new Date(hour).toISOString())),
      plainArray([...hours].map(() => newId())),
    ],
    "mark-commissions",
  );
}
