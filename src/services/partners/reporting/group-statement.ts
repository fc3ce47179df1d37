import { SqlParameters } from "../../../shared/database/sql-parameters.js";
import type { Column, DimensionName, MetricName, Source } from "./catalog.js";
import { DIMENSIONS, DIMENSION_NAMES, METRICS, METRIC_NAMES } from "./catalog.js";
import { factsOf } from "./facts.js";
import { rolledUp } from "./rolled-up.js";

/** What is asked: measured what, by what, over which facts. Whoever asks has been checked. */
export interface GroupQuestion {
  organizationId: string;
  metrics: readonly MetricName[];
  dimensions: readonly DimensionName[];
  partnerId?: string | undefined;
  programId?: string | undefined;
  linkId?: string | undefined;
  /** Absent: so many days before `until`, or before now, from the beginning of a day on. */
  from?: Date | undefined;
  until?: Date | undefined;
  now: Date;
  /** An IANA zone that PostgreSQL knows; absent: the organization's. */
  timeZone?: string | undefined;
  /** Reads every fact, whatever is summed: the answer is the same. */
  isFromFacts?: boolean;
}

export const DAYS_DEFAULT = 90;

/** The question's statement: its rows are the groups in their order, each with its key, its columns and `updatedAt`. */
export interface GroupStatement {
  text: string;
  values: unknown[];
  columns: Column[];
}

/** Dimensions and metrics stand in the catalog's order, whatever order they were asked in. */
export const orderedDimensions = (asked: readonly DimensionName[]): DimensionName[] =>
  DIMENSION_NAMES.filter((name) => asked.includes(name));

/**
 * Dimensions of a few values each. The planner takes as many months as there are instants and would sort all facts; what
 * comes out of a subquery that it must not look into, it takes to be few, and aggregates by hash.
 */
const FEW: ReadonlySet<DimensionName> = new Set(["day", "week", "month", "program", "currency"]);

const quoted = (name: string): string => `"${name}"`;
const keyOf = (name: DimensionName): string => quoted(`by_${name}`);

/**
 * One statement for one question. Groups are ordered by their own keys, so a page begins after the last key of the one
 * before; facts of the groups before it are not even aggregated.
 *
 * @param page - at most so many groups, after this key; absent: all of them.
 */
export function groupStatement(
  question: GroupQuestion,
  page?: { limit: number; after?: readonly string[] | undefined },
): GroupStatement {
  const parameters = new SqlParameters();
  parameters.add(question.organizationId, "uuid");
  const dimensions = orderedDimensions(question.dimensions);
  const metrics = METRIC_NAMES.filter((name) => question.metrics.includes(name)).map((name) => METRICS[name]);
  const sources = [...new Set(metrics.map(({ source }) => source))];
  const keys = dimensions.map(keyOf);
  // PostgreSQL refuses a value that its statement does not speak of.
  const isZoned = question.from === undefined || dimensions.some((name) => DIMENSIONS[name].period !== undefined);
  const zone =
    question.timeZone === undefined || !isZoned
      ? "(SELECT time_zone FROM organization WHERE id = $1)"
      : parameters.add(question.timeZone, "text");
  const filter = { ...question, from: beginning(question, zone, parameters), until: end(question, parameters) };
  const perClick =
    question.linkId !== undefined || dimensions.some((dimension) => dimension === "link" || dimension === "subId");

  const after = page?.after;
  const afterKeys = after?.map((key, index) => parameters.add(key, DIMENSIONS[dimensions[index]!].keyType));
  // A group without any key is the only one there is.
  const beyond =
    afterKeys === undefined
      ? ""
      : keys.length === 0
        ? "WHERE false"
        : `WHERE (${keys.join(", ")}) > (${afterKeys.join(", ")})`;
  const limit = page === undefined ? "" : `LIMIT ${parameters.add(page.limit, "int")}`;

  const fence = dimensions.every((name) => FEW.has(name)) ? "OFFSET 0" : "";

  // Of commissions, days are summed in every way but by sub-id, of which there may be as many as clicks.
  const isSummed = question.isFromFacts !== true && !dimensions.includes("subId");
  const factsFor = (source: Source): string =>
    source === "commissions" && isSummed
      ? rolledUp(filter, { dimensions, zone, perClick }, parameters)
      : factsOf(source, filter, perClick, parameters);

  const grouped = (source: Source): string => `
    SELECT ${[
      ...keys,
      ...metrics.map(
        (metric) => `${metric.source === source ? metric.sql : "NULL::numeric"} AS ${quoted(metric.name)}`,
      ),
      `max(f.updated_at) AS "updatedAt"`,
    ].join(", ")}
    FROM (SELECT * FROM (
      SELECT f.*${dimensions.map((name) => `, ${DIMENSIONS[name].key(zone)} AS ${keyOf(name)}`).join("")}
      FROM (${factsFor(source)}) f ${fence}) f ${beyond}) f
    ${keys.length === 0 ? "" : `GROUP BY ${keys.join(", ")}`}
    HAVING count(*) > 0`;
  const [only, ...others] = sources.map(grouped);
  const groups =
    others.length === 0
      ? only!
      : `SELECT ${[...keys, ...metrics.map(({ name }) => `coalesce(max(${quoted(name)}), 0) AS ${quoted(name)}`), `max("updatedAt") AS "updatedAt"`].join(", ")}
         FROM (${[only, ...others].join(" UNION ALL ")}) u ${keys.length === 0 ? "" : `GROUP BY ${keys.join(", ")}`}
         HAVING count(*) > 0`;
  const order = keys.length === 0 ? "" : `ORDER BY ${keys.join(", ")}`;

  const columns = [...dimensions.flatMap((name) => DIMENSIONS[name].columns), ...metrics];
  const said = [
    ...dimensions.flatMap((name) =>
      DIMENSIONS[name].columns.map((column) => `${column.sql} AS ${quoted(column.name)}`),
    ),
    ...metrics.map(({ name }) => `g.${quoted(name)}::text`),
    `g."updatedAt"`,
    `ARRAY[${keys.map((key) => `g.${key}::text`).join(", ")}]::text[] AS key`,
  ];
  return {
    text: `SELECT ${said.join(", ")} FROM (${groups} ${order} ${limit}) g
      ${dimensions.map((name) => DIMENSIONS[name].join ?? "").join(" ")}
      ${keys.length === 0 ? "" : `ORDER BY ${keys.map((key) => `g.${key}`).join(", ")}`}`,
    values: parameters.values,
    columns: columns.map(({ name, type, unit, displayName }) => ({ name, type, unit, displayName })),
  };
}

/** Counts the question's groups, no further than to so many. */
export function countStatement(question: GroupQuestion, atMost: number): Pick<GroupStatement, "text" | "values"> {
  // Any metric of the same facts makes the same groups.
  const { text, values } = groupStatement({ ...question, metrics: question.metrics.slice(0, 1) }, { limit: atMost });
  return { text: `SELECT count(*)::int AS total FROM (${text}) counted`, values };
}

function beginning({ from, until, now }: GroupQuestion, zone: string, parameters: SqlParameters): string {
  if (from !== undefined) return parameters.add(from, "timestamptz");
  const last = parameters.add(until ?? now, "timestamptz");
  return `(date_trunc('day', ${last} AT TIME ZONE ${zone}) - interval '${DAYS_DEFAULT - 1} days') AT TIME ZONE ${zone}`;
}

const end = ({ until }: GroupQuestion, parameters: SqlParameters): string | undefined =>
  until === undefined ? undefined : parameters.add(until, "timestamptz");
