import type { ColumnMetadata } from "typeorm/metadata/ColumnMetadata.js";

import type { Bindings } from "./bindings.js";
import { filterValue } from "./bindings.js";
import { instantSql, valueSql, wholeColumnSql } from "./column-sql.js";
import type { Row, SqlTerms } from "./describe.js";
import type { List, ListOrder } from "./list.js";
import type { PlannedField, PlannedObject, PlannedPage, PlannedPart } from "./plan.js";
import type { ReadModel, ReadType } from "./read-model.js";

/** More than so many rows are not counted: "10,000+". */
export const TOTAL_COUNT_MAX = 10_000;

/** The name under which a row says where it stands in its list. No field of the graph begins so. */
export const PLACE = "$place";

export interface RowSqlParts {
  model: ReadModel;
  bindings: Bindings;
  /** Whether the statement writes the answer itself. */
  isText: boolean;
  /** Whether it is a partner who asks: they see what is their own. */
  isPartner: boolean;
  /** The request's variables: they decide which conditions a list has, never what stands in them. */
  variables: Record<string, unknown>;
}

/** Writes the SQL of planned rows. Tables are `t1`, `t2`, …; every value is a parameter. */
export class RowSql {
  private readonly terms: SqlTerms;
  private tables = 0;

  constructor(private readonly parts: RowSqlParts) {
    const { bindings } = parts;
    this.terms = {
      get organization() {
        return bindings.organization();
      },
      get now() {
        return bindings.now();
      },
    };
  }

  /** A name for one more table. */
  table(): string {
    this.tables += 1;
    return `t${this.tables}`;
  }

  /** `FROM … WHERE …`: the organization's rows, of those a partner's own where a partner asks, and what else holds. */
  from(type: ReadType, t: string, conditions: string[]): string {
    return `FROM ${type.table} ${t} WHERE ${[...this.fence(type, t), ...conditions].join(" AND ")}`;
  }

  /** What is selected of a row. */
  selected(object: PlannedObject, t: string): string {
    // A resolver of ours gets the entity whole, its columns exact.
    const fields = object.isEntity ? object.fields.filter(({ kind }) => !isOwn(kind)) : object.fields;
    const items = fields.map((field) => this.item(field, object.type, t));
    if (object.isEntity) items.push(...this.wholeRow(object.type, t));
    // PostgreSQL has rows without columns, but no JSON of them.
    return items.length > 0 ? items.join(", ") : `NULL AS "$nothing"`;
  }

  /** One field of a row, with its name. */
  item(field: PlannedField, type: ReadType, t: string): string {
    return `${this.value(field, type, t)} AS "${field.key}"`;
  }

  /**
   * The rows of a page, each with its place where cursors are asked for: one more than asked for where the answer says
   * whether there is more.
   */
  private pageRows(
    page: PlannedPage,
    t: string,
    args: Record<string, unknown>,
    conditions: string[],
    select = (items: string, place: string | undefined): string => [items, ...(place ? [place] : [])].join(", "),
  ): string {
    const { bindings } = this.parts;
    const { list, object, isPaged } = page;
    const order = orderOf(list, args);
    const row = this.row(object.type, t);
    const where = [...conditions, ...this.filters(list, row, args, page)];
    const isById = order.by === "id";
    if (args["after"] != null) {
      const id = bindings.add((run) => run.placeOf(page).id, "uuid");
      const at = isById ? "" : `${bindings.add((run) => run.placeOf(page).at, "timestamptz")}, `;
      const place = isById ? `${t}.id` : `${row(order.by)}, ${t}.id`;
      where.push(`(${place}) ${order.direction === "ASC" ? ">" : "<"} (${at}${id})`);
    }
    const first = bindings.add((run) => Number(run.argumentsOf(page)["first"]) + (isPaged ? 1 : 0), "int");
    const at = isById ? "''" : instantSql(row(order.by));
    const place = isPaged ? `${at} || ' ' || ${t}.id AS "${PLACE}"` : undefined;
    return `SELECT ${select(this.selected(object, t), place)} ${this.from(object.type, t, where)}
      ORDER BY ${row(order.by)} ${order.direction}, ${t}.id ${order.direction} LIMIT ${first}`;
  }

  /** A page at the root: each row as one JSON text, and its place beside it, for the text is the client's. */
  rootRows(page: PlannedPage, args: Record<string, unknown>): string {
    return this.pageRows(page, this.table(), args, [], (items, place) =>
      [`(SELECT row_to_json(v) FROM (SELECT ${items}) v)::text AS value`, ...(place ? [place] : [])].join(", "),
    );
  }

  /** The number of a list's rows, counted so far as anybody wants to know. */
  total(page: PlannedPage, t: string, args: Record<string, unknown>, conditions: string[]): string {
    const { type } = page.object;
    const where = [...conditions, ...this.filters(page.list, this.row(type, t), args, page)];
    return `SELECT count(*)::int FROM (SELECT 1 ${this.from(type, t, where)} LIMIT ${TOTAL_COUNT_MAX + 1}) bounded`;
  }

  /** The columns of a type's row by its properties. */
  row(type: ReadType, t: string): Row {
    return (property) => {
      const column = type.column(property);
      if (!column) throw new Error(`Broken assumption: ${type.name} has a column for ${property}`);
      return `${t}."${column.databaseName}"`;
    };
  }

  private fence(type: ReadType, t: string): string[] {
    const row = this.row(type, t);
    const { sight, within } = type;
    const conditions = type.column("organizationId") ? [`${t}.organization_id = ${this.terms.organization}`] : [];
    if (within) conditions.push(within(row, this.terms.organization));
    if (!this.parts.isPartner || sight === undefined || sight === "whatLeadsHere") return conditions;
    const partner = this.parts.bindings.partner();
    return [...conditions, "own" in sight ? `${row(sight.own)} = ${partner}` : sight.when(row, partner)];
  }

  private filters(list: List, row: Row, args: Record<string, unknown>, page: PlannedPage): string[] {
    return Object.entries(list.filters)
      .filter(([name]) => args[name] != null)
      .map(([name, filter]) => {
        const value = this.parts.bindings.add((run) => filterValue(run.argumentsOf(page)[name], filter), filter.type);
        return filter.sql(row, value);
      });
  }

  private value(field: PlannedField, type: ReadType, t: string): string {
    const row = this.row(type, t);
    const { isText } = this.parts;
    switch (field.kind) {
      case "typename":
        return `'${field.name}'::text`;
      case "column":
        return valueSql(row(field.property), { column: type.column(field.property), type: field.type, isText });
      case "computed":
        return valueSql(`(${field.described.sql(row, this.terms)})`, { type: field.type, isText });
      case "embedded":
        return this.partsOf(field.parts, (name) => row(`${field.property}.${name}`));
      case "parts": {
        const { parts, presentIf } = field.described;
        return this.partsOf(field.parts, (name) => `(${parts[name]?.(row) ?? "NULL"})`, presentIf?.(row));
      }
      case "one": {
        const other = this.table();
        const { object, described } = field;
        const from = this.from(object.type, other, [`${other}.id = ${row(described.key)}`]);
        return `(SELECT row_to_json(o) FROM (SELECT ${this.selected(object, other)} ${from}) o)`;
      }
      case "many": {
        const other = this.table();
        const { object, described } = field;
        const otherRow = this.row(object.type, other);
        const from = this.from(object.type, other, [`${otherRow(described.key)} = ${t}.id`]);
        const ordered = `${from} ORDER BY ${described.order(otherRow)} LIMIT ${described.max}`;
        return arrayOf(`SELECT ${this.selected(object, other)} ${ordered}`);
      }
      case "list":
        return this.connection(field.page, field.by, row);
    }
  }

  /** An object that is no row of its own, such as an amount; null where its condition does not hold. */
  private partsOf(parts: readonly PlannedPart[], sql: (name: string) => string, presentIf?: string): string {
    const { isText } = this.parts;
    const items = parts.map(({ key, name, type }) =>
      name === "__typename"
        ? `'${String(type)}'::text AS "${key}"`
        : `${valueSql(sql(name), { type, isText })} AS "${key}"`,
    );
    const when = presentIf === undefined ? "" : ` WHERE ${presentIf}`;
    return `(SELECT row_to_json(p) FROM (SELECT ${items.join(", ")}${when}) p)`;
  }

  /** A connection below another row. What we make of the rows ourselves, such as cursors, comes afterwards. */
  private connection(page: PlannedPage, by: Record<string, string>, parent: Row): string {
    const args = page.argumentsOf(this.parts.variables);
    const conditions = (t: string): string[] => {
      const own = this.row(page.object.type, t);
      return Object.entries(by).map(([property, ofParent]) => `${own(property)} = ${parent(ofParent)}`);
    };
    const items = new Map<string, string>();
    let counting = "";
    for (const { kind, key: responseKey } of page.shown) {
      const key = this.parts.isText || kind === "edges" || kind === "pageInfo" ? responseKey : kind;
      if (kind === "totalCount" || kind === "isTotalCountExact") {
        items.set(key, COUNTED[kind]);
        const t = this.table();
        counting ||= ` FROM (${this.total(page, t, args, conditions(t))}) counted (total)`;
      } else if (kind === "__typename") {
        if (this.parts.isText) items.set(key, `'${page.connectionName}'::text`);
      } else if (!items.has("nodes")) {
        const t = this.table();
        items.set(kind === "nodes" ? key : "nodes", arrayOf(this.pageRows(page, t, args, conditions(t))));
      }
    }
    if (items.size === 0) items.set("$nothing", "NULL");
    const selected = [...items].map(([key, sql]) => `${sql} AS "${key}"`);
    return `(SELECT row_to_json(c) FROM (SELECT ${selected.join(", ")}${counting}) c)`;
  }

  /** All columns under their properties. */
  private wholeRow({ metadata }: ReadType, t: string): string[] {
    const whole = (columns: ColumnMetadata[]): string[] =>
      columns.map((column) => `${wholeColumnSql(`${t}."${column.databaseName}"`, column)} AS "${column.propertyName}"`);
    return [
      ...whole(metadata.ownColumns),
      ...metadata.embeddeds.map(
        ({ propertyName, columns }) =>
          `(SELECT row_to_json(p) FROM (SELECT ${whole(columns).join(", ")}) p) AS "${propertyName}"`,
      ),
    ];
  }
}

/** Whether a field is a column of the row itself. */
const isOwn = (kind: PlannedField["kind"]): boolean => kind === "column" || kind === "embedded";

/** The order that the arguments name, or the list's first. */
export function orderOf({ orders }: List, args: Record<string, unknown>): ListOrder {
  const named = args["order"];
  const order = typeof named === "string" ? orders[named] : Object.values(orders)[0];
  if (!order) throw new Error("Broken assumption: a list has the orders of its argument");
  return order;
}

const arrayOf = (rows: string): string => `(SELECT coalesce(json_agg(row_to_json(r)), '[]'::json) FROM (${rows}) r)`;

const COUNTED = {
  totalCount: `least(counted.total, ${TOTAL_COUNT_MAX})`,
  isTotalCountExact: `counted.total <= ${TOTAL_COUNT_MAX}`,
};
