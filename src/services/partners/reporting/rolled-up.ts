import type { RollupScope } from "../../../entities/partners/commission-rollup.entity.js";
import type { SqlParameters } from "../../../shared/database/sql-parameters.js";
import { IS_UNMARKED } from "../rollups/rollup-marks.js";
import type { DimensionName } from "./catalog.js";
import { DIMENSIONS } from "./catalog.js";
import type { FactFilter } from "./facts.js";
import { factsOf } from "./facts.js";

/** What `DIMENSIONS` and `METRICS` need of a commission, in one order. */
const COLUMNS = "partner_id, program_id, currency, status, updated_at";

/**
 * Commissions like `factsOf`, but for whole days and months that are summed their sums: one row for many, so the same
 * metrics over them give the same. What is not summed, or has changed since it was, is read commission by commission. One
 * statement sees sums, marks and commissions at one instant, which is what makes it exact (`docs/adr/0014`).
 */
export function rolledUp(
  filter: FactFilter,
  { dimensions, zone, perClick }: { dimensions: readonly DimensionName[]; zone: string; perClick: boolean },
  parameters: SqlParameters,
): string {
  const { from, until = "'infinity'::timestamptz", partnerId, programId, linkId } = filter;
  const isApart = perClick || partnerId !== undefined || dimensions.includes("partner");
  const link = perClick ? ", link_id" : "";
  const own = Object.entries({ partner_id: partnerId, program_id: programId, link_id: linkId })
    .filter(([, id]) => id !== undefined)
    .map(([column, id]) => `AND r.${column} = ${parameters.add(id, "uuid")}`);
  const usable = `
    p.organization_id = $1 AND p.starts_at >= ${from} AND p.ends_at <= ${until} ${withinOnePeriod(dimensions, zone)}
    AND ${IS_UNMARKED}`;
  const sums = (periods: string, scope: RollupScope): string => `
    SELECT r.starts_at AS at, ${COLUMNS}, r.conversions AS conversion, r.amount_minor, r.adjusted_minor${link}
    FROM ${periods} p JOIN commission_rollup r ON r.organization_id = $1 AND r.scope = '${scope}'
      AND r.starts_at = p.starts_at ${own.join(" ")}
    UNION ALL`;
  // Of a program there is one sum a day. By partner and link there may be as many in a day as commissions.
  return `
    WITH month AS MATERIALIZED (
      SELECT p.starts_at, p.ends_at FROM commission_rollup_month p WHERE ${isApart ? usable : "false"}
    ), day AS MATERIALIZED (
      SELECT p.starts_at, p.ends_at FROM commission_rollup_day p WHERE ${usable}
        AND NOT EXISTS (SELECT FROM month WHERE p.starts_at < month.ends_at AND p.ends_at > month.starts_at)
    ), span AS MATERIALIZED (
      SELECT from_at, until_at FROM (
        SELECT coalesce(lag(ends_at) OVER (ORDER BY starts_at), ${from}) AS from_at, starts_at AS until_at
        FROM (TABLE month UNION ALL TABLE day) summed
        UNION ALL
        SELECT coalesce(max(ends_at), ${from}), ${until} FROM (TABLE month UNION ALL TABLE day) summed
      ) between_sums WHERE from_at < until_at
    )
    ${isApart ? sums("month", "month") : ""} ${sums("day", isApart ? "link" : "program")}
    SELECT at, ${COLUMNS}, conversion, amount_minor, adjusted_minor${link}
    FROM (${factsOf("commissions", { ...filter, spans: "span" }, perClick, parameters)}) unsummed`;
}

/**
 * That a day or month lies wholly in one group, whatever zone it was cut in. Its ends tell, unless the zone's clocks are
 * put back in between: then an hour is told twice, and a group's may lie apart.
 */
function withinOnePeriod(dimensions: readonly DimensionName[], zone: string): string {
  const periods = dimensions.flatMap((name) => DIMENSIONS[name].period ?? []);
  if (periods.length === 0) return "";
  const last = "(p.ends_at - interval '1 millisecond')";
  return [
    ...periods.map((period) => `AND ${period("p.starts_at", zone)} = ${period(last, zone)}`),
    `AND (p.ends_at AT TIME ZONE ${zone}) - (p.starts_at AT TIME ZONE ${zone}) >= p.ends_at - p.starts_at`,
  ].join("\n        ");
}
