import type { EmbeddedMetadata } from "typeorm/metadata/EmbeddedMetadata.js";

import { columnValue } from "./column-sql.js";
import type { PlannedField, PlannedObject, PlannedPage, Shown } from "./plan.js";
import { objectBelow } from "./plan.js";
import { PLACE } from "./page-sql.js";
import type { ReadType } from "./read-model.js";

export type Json = Record<string, unknown>;

/** What the rows of a page do not say themselves. */
export interface PageFacts {
  first: number;
  hasPreviousPage: boolean;
  /** The cursor of a place in the list. */
  cursorAt: (place: string) => string;
}

/** How a run's pages are told apart and their cursors made. */
export type FactsOf = (page: PlannedPage) => PageFacts;

const known = new WeakMap<PlannedObject, boolean>();

/** Whether anything of the plan must be looked at again in Node: else its JSON goes to the executor as it came. */
function needsFinish(object: PlannedObject): boolean {
  let needed = known.get(object);
  if (needed === undefined) {
    needed =
      object.isEntity ||
      object.fields.some((field) => {
        const below = objectBelow(field);
        return below !== undefined && ((field.kind === "list" && field.page.isPaged) || needsFinish(below));
      });
    known.set(object, needed);
  }
  return needed;
}

/** Makes entities of the rows that resolvers want, and connections of the pages below. Touches nothing else. */
export function finishRow(object: PlannedObject, row: Json, factsOf: FactsOf): object {
  if (!needsFinish(object)) return row;
  for (const field of object.fields) row[field.key] = finishValue(field, row[field.key], factsOf);
  return object.isEntity ? entityOf(object.type, row) : row;
}

/** The same for one field's value. */
export function finishValue(field: PlannedField, value: unknown, factsOf: FactsOf): unknown {
  if (value === null || value === undefined) return value;
  switch (field.kind) {
    case "one":
      return finishRow(field.object, value as Json, factsOf);
    case "many":
      return (value as Json[]).map((row) => finishRow(field.object, row, factsOf));
    case "list":
      return finishPage(field.page, value as Json, factsOf);
    default:
      return value;
  }
}

/** A connection of its rows: `nodes`, and what the answer shows beside them. */
export function finishPage(page: PlannedPage, connection: Json, factsOf: FactsOf): Json {
  const { object, shown, isPaged } = page;
  const rows = (connection["nodes"] as Json[] | undefined) ?? [];
  if (!isPaged) return { ...connection, nodes: rows.map((row) => finishRow(object, row, factsOf)) };

  const { first, hasPreviousPage, cursorAt } = factsOf(page);
  const taken = rows
    .slice(0, first)
    .map((row) => ({ place: String(row[PLACE]), node: finishRow(object, row, factsOf) }));
  const wants = (kind: Shown["kind"], name: string): boolean =>
    shown.some((each) => each.kind === kind && "parts" in each && each.parts.some((part) => part.name === name));
  const endAt = (index: number): string | null => {
    const row = taken.at(index);
    return row ? cursorAt(row.place) : null;
  };
  const wantsCursors = wants("edges", "cursor");
  return {
    ...connection,
    nodes: taken.map(({ node }) => node),
    edges: taken.map(({ place, node }) => (wantsCursors ? { cursor: cursorAt(place), node } : { node })),
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage,
      startCursor: wants("pageInfo", "startCursor") ? endAt(0) : null,
      endCursor: wants("pageInfo", "endCursor") ? endAt(-1) : null,
    },
  };
}

/** The entity that TypeORM would have made of the row. What was planned beside its columns stays on it. */
function entityOf({ entity, metadata }: ReadType, row: Json): object {
  for (const column of metadata.ownColumns) row[column.propertyName] = columnValue(row[column.propertyName], column);
  for (const embedded of metadata.embeddeds)
    row[embedded.propertyName] = embeddedOf(embedded, row[embedded.propertyName]);
  return Object.assign(Object.create(entity.prototype as object) as object, row);
}

function embeddedOf({ type, columns }: EmbeddedMetadata, json: unknown): object {
  const parts = json as Json;
  const values = columns.map((column) => [column.propertyName, columnValue(parts[column.propertyName], column)]);
  return Object.assign(Object.create((type as { prototype: object }).prototype) as object, Object.fromEntries(values));
}
