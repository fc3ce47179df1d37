import { instantSql } from "../../../shared/database/instant-sql.js";
import { IS_UNMARKED } from "../../partners/rollups/rollup-marks.js";
import { ROLLUP_KEY, ROLLUP_SUMS, rollupSums } from "../../partners/rollups/rollup-sums.js";
import type { Findings, OrganizationInvariant } from "./invariant.js";

const ALL = `${ROLLUP_KEY}, ${ROLLUP_SUMS}`;
const toldSums = (row: string): string =>
  `CASE WHEN ${row}.scope IS NULL THEN 'nothing' ELSE format('%s commissions with %s and corrections of %s, changed last at %s',
    ${row}.conversions, ${row}.amount_minor, ${row}.adjusted_minor, ${row}.updated_at) END`;

/** What waits to be summed anew is read from its commissions, and may say anything. */
const unmarked = (periods: string): string => `
  SELECT p.starts_at AS from_at, p.ends_at AS until_at FROM ${periods} p
  WHERE p.organization_id = $1 AND ${IS_UNMARKED}`;

const overlapping = (periods: string): string => `
  SELECT format('The period of %s is summed twice: another one begins before it ends.', ${instantSql("starts_at")})
  FROM (
    SELECT starts_at, ends_at, lead(starts_at) OVER (ORDER BY starts_at) AS next_at
    FROM ${periods} WHERE organization_id = $1
  ) p WHERE next_at < ends_at`;

const lost = (periods: string, scopes: string): string => `
  SELECT format('There is a sum from %s on, of a period that is not summed.', ${instantSql("starts_at")})
  FROM (SELECT DISTINCT starts_at FROM commission_rollup WHERE organization_id = $1 AND scope IN (${scopes})) r
  WHERE NOT EXISTS (SELECT FROM ${periods} p WHERE p.organization_id = $1 AND p.starts_at = r.starts_at)`;

const VIOLATIONS = `
  WITH day AS MATERIALIZED (${unmarked("commission_rollup_day")}), month AS MATERIALIZED (${unmarked("commission_rollup_month")}),
  kept AS MATERIALIZED (
    SELECT ${ALL} FROM commission_rollup WHERE organization_id = $1
      AND CASE scope WHEN 'month' THEN starts_at IN (SELECT from_at FROM month) ELSE starts_at IN (SELECT from_at FROM day) END
  ), true_sums AS MATERIALIZED (
    ${rollupSums("day")}
    UNION ALL
    SELECT 'month', starts_at, program_id, currency, status, partner_id, link_id, ${ROLLUP_SUMS}
    FROM (${rollupSums("month")}) by_month WHERE scope = 'link'
  )
  SELECT format('From %s on the %s sum of %s commissions in %s of program %s, partner %s, link %s says %s; they come to %s.',
      ${instantSql("starts_at")}, scope, status, currency, program_id, partner_id, link_id, ${toldSums("k")}, ${toldSums("t")}) AS sentence
  FROM (
    SELECT ${ROLLUP_KEY} FROM ((TABLE kept EXCEPT TABLE true_sums) UNION (TABLE true_sums EXCEPT TABLE kept)) one_sided
    GROUP BY ${ROLLUP_KEY}
  ) differing
  LEFT JOIN kept k USING (${ROLLUP_KEY})
  LEFT JOIN true_sums t USING (${ROLLUP_KEY})
  UNION ALL ${overlapping("commission_rollup_day")}
  UNION ALL ${overlapping("commission_rollup_month")}
  UNION ALL ${lost("commission_rollup_day", "'program', 'link'")}
  UNION ALL ${lost("commission_rollup_month", "'month'")}`;

export const rollupsEqualCommissions: OrganizationInvariant = {
  name: "rollups-equal-commissions",
  promise: "Each summed day and month says what its commissions come to, unless it is marked as changed.",
  async find(ctx, examplesMax): Promise<Findings> {
    const rows = await ctx.query<{ sentence: string; total: string }>(
      `SELECT sentence, count(*) OVER ()::text AS total FROM (${VIOLATIONS}) AS violation ORDER BY sentence LIMIT $2`,
      [ctx.organizationId, examplesMax],
    );
    return { count: BigInt(rows[0]?.total ?? 0), examples: rows.map(({ sentence }) => sentence) };
  },
};
