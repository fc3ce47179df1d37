import { SqlParameters } from "../../../shared/database/sql-parameters.js";
import { NO_ID } from "../reporting/catalog.js";
import { factsOf } from "../reporting/facts.js";

/** The columns that tell one rollup from another, beside the organization. */
export const ROLLUP_KEY = "scope, starts_at, program_id, currency, status, partner_id, link_id";
export const ROLLUP_SUMS = "conversions, amount_minor, adjusted_minor, updated_at";

/**
 * What the rollups of days must say, worked out from the commissions themselves: columns `ROLLUP_KEY` and `ROLLUP_SUMS`;
 * of months likewise those by link. `$1` is the organization.
 *
 * @param spans - the days or months: a relation of `from_at` and `until_at`.
 */
export const rollupSums = (spans: string): string => `
  SELECT * FROM (
    WITH apart AS MATERIALIZED (
      SELECT f.span_at AS starts_at, f.program_id, f.currency, f.status, f.partner_id,
        coalesce(f.link_id, ${NO_ID}) AS link_id, sum(f.conversion)::bigint AS conversions,
        sum(f.amount_minor) AS amount_minor, sum(f.adjusted_minor) AS adjusted_minor, max(f.updated_at) AS updated_at
      FROM (${factsOf("commissions", { from: "", spans }, true, new SqlParameters())}) f
      GROUP BY 1, 2, 3, 4, 5, 6
    )
    SELECT 'link' AS scope, starts_at, program_id, currency, status, partner_id, link_id,
      conversions, amount_minor, adjusted_minor, updated_at
    FROM apart
    UNION ALL
    SELECT 'program', starts_at, program_id, currency, status, ${NO_ID}, ${NO_ID},
      sum(conversions)::bigint, sum(amount_minor), sum(adjusted_minor), max(updated_at)
    FROM apart GROUP BY starts_at, program_id, currency, status
  ) sums`;
