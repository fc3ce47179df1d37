import { instantSql } from "../../shared/database/instant-sql.js";
import type { Bindings } from "./bindings.js";
import { filterValue } from "./bindings.js";
import type { List } from "./list.js";
import { orderOf } from "./list.js";
import type { PlannedObject, PlannedPage } from "./plan.js";
import type { ReadType } from "./read-model.js";
import type { Row } from "./row.js";
import { TOTAL_COUNT_MAX } from "../../shared/page-bounds.js";
import { COUNT_SQL } from "./total-count.js";
import type { Writing } from "./writing.js";

/** The name under which a row says where it stands in its list. No field of the graph begins so. */
export const PLACE = "$place";

/** Writes the rows that a page is made of. */
export interface RowWriter {
  /** A name for one more table. */
  table(): string;
  /** The columns of a type's row by its properties. */
  row(type: ReadType, t: string): Row;
  /** `FROM … WHERE …`: what the asker sees of a type's rows, and what else holds. */
  from(type: ReadType, t: string, conditions: string[]): string;
  /** What is selected of a row; it may be nothing, for PostgreSQL has rows without columns. */
  selected(object: PlannedObject, t: string): string;
}

type Arguments = Record<string, unknown>;

/** Writes the SQL of a list's pages: filtered, ordered, from a cursor on, bounded, and counted where that is shown. */
export class PageSql {
  constructor(
    private readonly rows: RowWriter,
    private readonly bindings: Bindings,
    private readonly writing: Writing,
  ) {}

  /** A page at the root: each row as one JSON text, and its place beside it, for the text is the client's. */
  root(page: PlannedPage, args: Arguments): string {
    const { items, place, rest } = this.pageOf(page, this.rows.table(), args, []);
    const value = `(SELECT row_to_json(v) FROM (SELECT ${items}) v)::text AS value`;
    return `SELECT ${[value, ...place].join(", ")} ${rest}`;
  }

  /** The number of a list's rows at the root, counted so far as anybody wants to know. */
  total(page: PlannedPage, args: Arguments): string {
    return this.totalOf(page, this.rows.table(), args, []);
  }

  /**
   * A connection below another row. What we make of the rows ourselves, such as cursors, comes afterwards.
   *
   * @param by - properties of the list's rows and the properties of the parent that they equal.
   */
  below(page: PlannedPage, by: Record<string, string>, parent: Row): string {
    const { isText, variables } = this.writing;
    const args = page.argumentsOf(variables);
    const conditions = (t: string): string[] => {
      const own = this.rows.row(page.object.type, t);
      return Object.entries(by).map(([property, ofParent]) => `${own(property)} = ${parent(ofParent)}`);
    };
    const items = new Map<string, string>();
    let counting = "";
    for (const { kind, key: responseKey } of page.shown) {
      const key = isText || kind === "edges" || kind === "pageInfo" ? responseKey : kind;
      if (kind === "totalCount" || kind === "isTotalCountExact") {
        items.set(key, COUNT_SQL[kind]);
        const t = this.rows.table();
        counting ||= ` FROM (${this.totalOf(page, t, args, conditions(t))}) counted (total)`;
      } else if (kind === "__typename") {
        if (isText) items.set(key, `'${page.connectionName}'::text`);
      } else if (!items.has("nodes")) {
        const t = this.rows.table();
        const { items: selected, place, rest } = this.pageOf(page, t, args, conditions(t));
        const columns = selected === "" ? place : [selected, ...place];
        items.set(kind === "nodes" ? key : "nodes", arrayOf(`SELECT ${columns.join(", ")} ${rest}`));
      }
    }
    const selected = [...items].map(([key, sql]) => `${sql} AS "${key}"`);
    return `(SELECT row_to_json(c) FROM (SELECT ${selected.join(", ")}${counting}) c)`;
  }

  /**
   * A page in parts: what is selected of each row, its place where cursors are asked for, and everything from FROM on.
   * There is one row more than asked for where the answer says whether there is more.
   */
  private pageOf(
    page: PlannedPage,
    t: string,
    args: Arguments,
    conditions: string[],
  ): { items: string; place: string[]; rest: string } {
    const { bindings, rows } = this;
    const { list, object, isPaged } = page;
    const order = orderOf(list, args);
    const row = rows.row(object.type, t);
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
    return {
      items: rows.selected(object, t),
      place: isPaged ? [`${at} || ' ' || ${t}.id AS "${PLACE}"`] : [],
      rest: `${rows.from(object.type, t, where)}
      ORDER BY ${row(order.by)} ${order.direction}, ${t}.id ${order.direction} LIMIT ${first}`,
    };
  }

  private totalOf(page: PlannedPage, t: string, args: Arguments, conditions: string[]): string {
    const { type } = page.object;
    const where = [...conditions, ...this.filters(page.list, this.rows.row(type, t), args, page)];
    const from = this.rows.from(type, t, where);
    return `SELECT count(*)::int FROM (SELECT 1 ${from} LIMIT ${TOTAL_COUNT_MAX + 1}) bounded`;
  }

  private filters(list: List, row: Row, args: Arguments, page: PlannedPage): string[] {
    return Object.entries(list.filters)
      .filter(([name]) => args[name] != null)
      .map(([name, filter]) => {
        const value = this.bindings.add((run) => filterValue(run.argumentsOf(page)[name], filter), filter.type);
        return filter.sql(row, value);
      });
  }
}

/** Rows as one JSON array, in their order. */
export const arrayOf = (rows: string): string =>
  `(SELECT coalesce(json_agg(row_to_json(r)), '[]'::json) FROM (${rows}) r)`;
