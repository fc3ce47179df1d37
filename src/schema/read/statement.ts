import type { Binding } from "./bindings.js";
import { Bindings } from "./bindings.js";
import type { PlannedField, PlannedObject, PlannedPage } from "./plan.js";
import type { ReadType } from "./read-model.js";
import { PLACE } from "./page-sql.js";
import { RowSql } from "./row-sql.js";
import type { Writing } from "./writing.js";

/** One statement and where its parameters come from. */
export interface Statement {
  text: string;
  bindings: readonly Binding[];
}

function write(writing: Writing, text: (sql: RowSql, bindings: Bindings) => string): Statement {
  const bindings = new Bindings();
  return { text: text(new RowSql(bindings, writing), bindings), bindings: bindings.all };
}

/** The row whose id is the root's `id`, as one JSON text. */
export const statementOfOne = (object: PlannedObject, writing: Writing): Statement =>
  write(writing, (sql, bindings) => {
    const t = sql.table();
    const from = sql.from(object.type, t, [`${t}.id = ${bindings.root("id", "uuid")}`]);
    return `SELECT row_to_json(x)::text AS value FROM (SELECT ${sql.selected(object, t)} ${from}) x`;
  });

/**
 * A page of a list, one JSON text a row; with it where the row stands, if the answer says so, and the list's total, if it is
 * shown: then there is a row even where the list has none.
 */
export const statementOfPage = (page: PlannedPage, writing: Writing, args: Record<string, unknown>): Statement =>
  write(writing, (sql) => {
    const rows = sql.pages.root(page, args);
    const items = `x.value${page.isPaged ? `, x."${PLACE}" AS place` : ""}`;
    const isCounted = page.shown.some(({ kind }) => kind === "totalCount" || kind === "isTotalCountExact");
    if (!isCounted) return `SELECT ${items} FROM (${rows}) x`;
    const total = sql.pages.total(page, args);
    return `SELECT ${items}, counted.total FROM (${total}) counted (total) LEFT JOIN LATERAL (${rows}) x ON true`;
  });

/** The rows whose ids are among the root's `ids`, each as one JSON text beside its id. */
export const statementOfMany = (object: PlannedObject, writing: Writing): Statement =>
  write(writing, (sql, bindings) => {
    const t = sql.table();
    const from = sql.from(object.type, t, [`${t}.id = ANY (${bindings.root("ids", "uuid[]")})`]);
    return `SELECT ${t}.id, (SELECT row_to_json(v) FROM (SELECT ${sql.selected(object, t)}) v)::text AS value ${from}`;
  });

/** One field of each row whose id is among the root's `ids`. */
export const statementOfField = (type: ReadType, field: PlannedField, writing: Writing): Statement =>
  write(writing, (sql, bindings) => {
    const t = sql.table();
    const from = sql.from(type, t, [`${t}.id = ANY (${bindings.root("ids", "uuid[]")})`]);
    return `SELECT x.id, row_to_json(x)::text AS value FROM (SELECT ${t}.id, ${sql.item(field, type, t)} ${from}) x`;
  });
