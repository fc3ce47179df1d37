import type { GraphQLOutputType } from "graphql";
import { getNamedType, isEnumType } from "graphql";
import type { ColumnMetadata } from "typeorm/metadata/ColumnMetadata.js";

import { instantSql } from "../../shared/database/instant-sql.js";

const SAFE_MAX = "9007199254740991";
const INSTANTS = new Set(["timestamptz", "timestamp with time zone"]);
const WHOLE_NUMBERS = new Set(["int8", "bigint"]);

/** Just a column, with brackets around it or without. */
const COLUMN = /^\(?t\d+\."\w+"\)?$/;

/** A whole number as JSON can carry it: as text where a reader would round it. */
const carried = (value: string): string =>
  `CASE WHEN ${value} BETWEEN -${SAFE_MAX} AND ${SAFE_MAX} THEN to_json(${value}) ELSE to_json(${value}::text) END`;

/** The same of a value that may have to be worked out: once. */
const wholeNumberSql = (expression: string): string =>
  COLUMN.test(expression) ? carried(expression) : `(SELECT ${carried("w")} FROM (SELECT ${expression} AS w) whole)`;

export interface ValueOf {
  column?: ColumnMetadata | undefined;
  type: GraphQLOutputType;
  isText: boolean;
}

/**
 * A value in the form in which the graph writes it. Nobody looks at a text answer again, so an enum is spelled there by
 * its name; in a row it stays as it is stored and goes through its serializer.
 */
export function valueSql(expression: string, { column, type, isText }: ValueOf): string {
  const named = getNamedType(type);
  if (isEnumType(named)) {
    if (!isText) return expression;
    const names = named.getValues().map(({ name, value }) => `WHEN '${String(value)}' THEN '${name}'`);
    return `CASE ${expression} ${names.join(" ")} END`;
  }
  if (named.name === "DateTime") return instantSql(expression);
  if (named.name === "MinorUnits") return wholeNumberSql(expression);
  return named.name === "String" && isWholeNumber(column) ? `${expression}::text` : expression;
}

/** Whether the column holds what a JavaScript number would round. */
export const isWholeNumber = (column: ColumnMetadata | undefined): boolean =>
  column !== undefined && WHOLE_NUMBERS.has(String(column.type));

/** A column for a resolver of ours: exact, so that it can be made a bigint or a Date again. */
export function wholeColumnSql(expression: string, { type }: ColumnMetadata): string {
  if (INSTANTS.has(String(type))) return instantSql(expression);
  return WHOLE_NUMBERS.has(String(type)) ? `${expression}::text` : expression;
}

/** What a whole column's JSON stands for. */
export function columnValue(json: unknown, { type }: ColumnMetadata): unknown {
  if (typeof json !== "string") return json;
  if (INSTANTS.has(String(type))) return new Date(json);
  if (WHOLE_NUMBERS.has(String(type))) return BigInt(json);
  // row_to_json writes bytes as \x…
  return type === "bytea" ? Buffer.from(json.slice(2), "hex") : json;
}
