import type { ColumnMetadata } from "typeorm/metadata/ColumnMetadata.js";

import { assert } from "../../shared/errors.js";
import type { Bindings } from "./bindings.js";
import { valueSql, wholeColumnSql } from "./column-sql.js";
import { fenceOf } from "./fence.js";
import type { RowWriter } from "./page-sql.js";
import { PageSql, arrayOf } from "./page-sql.js";
import type { PlannedField, PlannedObject, PlannedPart } from "./plan.js";
import type { ReadType } from "./read-model.js";
import type { Row, SqlTerms } from "./row.js";
import type { Writing } from "./writing.js";

/** Writes the SQL of planned rows. Tables are `t1`, `t2`, …; every value is a parameter. */
export class RowSql implements RowWriter {
  readonly pages: PageSql;
  private readonly terms: SqlTerms;
  private tables = 0;

  constructor(
    private readonly bindings: Bindings,
    private readonly writing: Writing,
  ) {
    this.pages = new PageSql(this, bindings, writing);
    // Asked late: a parameter that no condition refers to is refused.
    this.terms = {
      get organization() {
        return bindings.organization();
      },
      get now() {
        return bindings.now();
      },
    };
  }

  table(): string {
    this.tables += 1;
    return `t${this.tables}`;
  }

  from(type: ReadType, t: string, conditions: string[]): string {
    const fence = fenceOf(type, this.row(type, t), this.bindings, this.writing);
    return `FROM ${type.table} ${t} WHERE ${[...fence, ...conditions].join(" AND ")}`;
  }

  selected(object: PlannedObject, t: string): string {
    // A resolver of ours gets the entity whole, its columns exact.
    const fields = object.isEntity ? object.fields.filter(({ kind }) => !isOwn(kind)) : object.fields;
    const items = fields.map((field) => this.item(field, object.type, t));
    if (object.isEntity) items.push(...this.wholeRow(object.type, t));
    return items.join(", ");
  }

  /** One field of a row, with its name. */
  item(field: PlannedField, type: ReadType, t: string): string {
    return `${this.value(field, type, t)} AS "${field.key}"`;
  }

  row(type: ReadType, t: string): Row {
    return (property) => {
      const column = type.column(property);
      assert(column, `${type.name} has a column for ${property}`);
      return `${t}."${column.databaseName}"`;
    };
  }

  private value(field: PlannedField, type: ReadType, t: string): string {
    const row = this.row(type, t);
    const { isText } = this.writing;
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
        return this.pages.below(field.page, field.by, row);
    }
  }

  /** An object that is no row of its own, such as an amount; null where its condition does not hold. */
  private partsOf(parts: readonly PlannedPart[], sql: (name: string) => string, presentIf?: string): string {
    const { isText } = this.writing;
    const items = parts.map(({ key, name, type }) =>
      name === "__typename"
        ? `'${String(type)}'::text AS "${key}"`
        : `${valueSql(sql(name), { type, isText })} AS "${key}"`,
    );
    const when = presentIf === undefined ? "" : ` WHERE ${presentIf}`;
    return `(SELECT row_to_json(p) FROM (SELECT ${items.join(", ")}${when}) p)`;
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
