import type { SqlParameters } from "../../../shared/database/sql-parameters.js";
import type { Source } from "./catalog.js";

/** Which facts count. Ids are of rows that the caller may see. */
export interface FactFilter {
  partnerId?: string | undefined;
  programId?: string | undefined;
  linkId?: string | undefined;
  /** From this instant on: SQL. */
  from: string;
  /** Before this instant: SQL. */
  until?: string | undefined;
  /** Instead of these two, for commissions: a relation of spans, `from_at` and `until_at`. Facts say their span's `from_at`. */
  spans?: string | undefined;
}

/**
 * The facts of a source as SQL: an instant `at`, the ids to group by, and what is summed. `$1` is the organization.
 *
 * @param perClick - whether a commission has to be shared among the clicks that it was earned with.
 */
export function factsOf(source: Source, filter: FactFilter, perClick: boolean, parameters: SqlParameters): string {
  if (source === "clicks") return clicks(filter, parameters);
  return perClick ? sharedCommissions(filter, parameters) : commissions(filter, parameters);
}

function conditions(row: string, at: string, filter: FactFilter, parameters: SqlParameters): string {
  const { partnerId, programId, from, until, spans } = filter;
  return [
    `${at} >= ${spans === undefined ? from : "s.from_at"}`,
    ...(spans !== undefined ? [`${at} < s.until_at`] : until === undefined ? [] : [`${at} < ${until}`]),
    ...(partnerId === undefined ? [] : [`${row}.partner_id = ${parameters.add(partnerId, "uuid")}`]),
    ...(programId === undefined ? [] : [`${row}.program_id = ${parameters.add(programId, "uuid")}`]),
  ].join(" AND ");
}

function clicks(filter: FactFilter, parameters: SqlParameters): string {
  const { linkId } = filter;
  return `
    SELECT c.clicked_at AS at, c.partner_id, c.program_id, c.link_id, c.sub_id, c.visitor_id,
      coalesce(flag.is_flagged, false) AS is_flagged, greatest(c.clicked_at, flag.changed_at) AS updated_at
    FROM click c
    LEFT JOIN (
      SELECT click_id, bool_or(lifted_at IS NULL) AS is_flagged, max(greatest(flagged_at, lifted_at)) AS changed_at
      FROM click_flag WHERE organization_id = $1 GROUP BY click_id
    ) flag ON flag.click_id = c.id
    WHERE c.organization_id = $1 AND ${conditions("c", "c.clicked_at", filter, parameters)}
      ${linkId === undefined ? "" : `AND c.link_id = ${parameters.add(linkId, "uuid")}`}`;
}

/** Corrections are few, and so summed once for all commissions; of spans, where commissions are few, for each. */
const adjusted = ({ spans }: FactFilter): string =>
  spans === undefined
    ? `LEFT JOIN (
    SELECT commission_id, sum(amount_minor) AS minor FROM adjustment WHERE organization_id = $1 GROUP BY commission_id
  ) adjusted ON adjusted.commission_id = c.id`
    : `LEFT JOIN LATERAL (
    SELECT sum(a.amount_minor) AS minor FROM adjustment a WHERE a.organization_id = $1 AND a.commission_id = c.id
  ) adjusted ON true`;

/** The commissions that count. Each span is looked up in the index: a range of a join would be compared with all of them. */
function counted(filter: FactFilter, parameters: SqlParameters): string {
  const where = `WHERE c.organization_id = $1 AND ${conditions("c", "c.occurred_at", filter, parameters)}`;
  if (filter.spans === undefined) return `(SELECT c.*, NULL::timestamptz AS span_at FROM commission c ${where})`;
  return `(
    SELECT c.*, s.from_at AS span_at
    FROM ${filter.spans} s CROSS JOIN LATERAL (SELECT c.* FROM commission c ${where} OFFSET 0) c)`;
}

function commissions(filter: FactFilter, parameters: SqlParameters): string {
  return `
    SELECT c.occurred_at AS at, c.partner_id, c.program_id, c.currency, c.status, c.updated_at, c.span_at,
      1 AS conversion, c.amount_minor, coalesce(adjusted.minor, 0)::bigint AS adjusted_minor
    FROM ${counted(filter, parameters)} c
    ${adjusted(filter)}`;
}

/** A whole split by `weight` of `weights` within one commission: the part rounded down, what is left over, and who comes first. */
const share = (whole: string, part: string): string => `
  div(${whole} * weight, weights) AS ${part}_floor,
  ${whole} - sum(div(${whole} * weight, weights)) OVER of_commission AS ${part}_left,
  row_number() OVER (PARTITION BY commission_id ORDER BY mod(${whole} * weight, weights) DESC, position) AS ${part}_rank`;
const shareOf = (part: string): string => `${part}_floor + (${part}_rank <= ${part}_left)::int`;

/**
 * Each commission once for every click that its partner was credited for, with its share of the amounts by the weight of
 * the credit: by largest remainder, the earlier touch first among equals, as everywhere (S8). So shares add up exactly.
 */
function sharedCommissions(filter: FactFilter, parameters: SqlParameters): string {
  const { linkId } = filter;
  return `
    SELECT at, partner_id, program_id, link_id, sub_id, currency, status, updated_at, span_at, conversion,
      (${shareOf("amount")})::bigint AS amount_minor,
      (adjusted_sign * (${shareOf("adjusted")}))::bigint AS adjusted_minor
    FROM (
      SELECT touched.*, ${share("amount_minor", "amount")}, ${share("adjusted_minor", "adjusted")},
        (row_number() OVER (PARTITION BY commission_id ORDER BY position DESC) = 1)::int AS conversion
      FROM (
        SELECT c.id AS commission_id, c.occurred_at AS at, c.partner_id, c.program_id, click.link_id, click.sub_id,
          c.currency, c.status, c.updated_at, c.span_at, coalesce(k.position, 0) AS position,
          coalesce(k.weight, 1)::numeric AS weight,
          sum(coalesce(k.weight, 1)) OVER (PARTITION BY c.id) AS weights,
          c.amount_minor::numeric AS amount_minor, abs(coalesce(adjusted.minor, 0)) AS adjusted_minor,
          sign(coalesce(adjusted.minor, 0)) AS adjusted_sign
        FROM ${counted(filter, parameters)} c
        LEFT JOIN credit k ON k.organization_id = $1 AND k.attribution_id = c.attribution_id
          AND k.partner_id = c.partner_id AND k.program_id = c.program_id
        LEFT JOIN click ON click.organization_id = $1 AND click.id = k.click_id
        ${adjusted(filter)}
      ) touched
      WINDOW of_commission AS (PARTITION BY commission_id)
    ) shared
    ${linkId === undefined ? "" : `WHERE link_id = ${parameters.add(linkId, "uuid")}`}`;
}
