import { assert } from "../../shared/errors.js";
import type { Permission } from "../../shared/permissions.js";
import type { EntityClass, Row } from "./row.js";

/** How a list is ordered: by one column and, among equals, by id. */
export interface ListOrder {
  /** A property that holds an instant, to the millisecond, so that a cursor and the column agree; or `id` alone. */
  by: string;
  direction: "ASC" | "DESC";
}

const oldestFirst = (by: string): ListOrder => ({ by, direction: "ASC" });
const newestFirst = (by: string): ListOrder => ({ by, direction: "DESC" });

/** One argument of a list that lets some rows through. */
export interface Filter {
  /** The SQL condition. `value` is the parameter. */
  sql: (row: Row, value: string) => string;
  /** Its type in PostgreSQL. */
  type: "uuid" | "text" | "text[]" | "timestamptz" | "int8";
}

/** Both ends of a list by the time that a property holds; the one that is named first is taken where none is asked for. */
export const newestOrOldest = (by: string): Record<string, ListOrder> => ({
  newestFirst: newestFirst(by),
  oldestFirst: oldestFirst(by),
});

/** The same, the oldest first unless the newest are asked for. */
export const oldestOrNewest = (by: string): Record<string, ListOrder> => ({
  oldestFirst: oldestFirst(by),
  newestFirst: newestFirst(by),
});

/** Rows whose property has the given id. */
export const withId = (property: string): Filter => ({
  sql: (row, value) => `${row(property)} = ${value}`,
  type: "uuid",
});

/** Rows whose property is the given text. */
export const equalTo = (property: string): Filter => ({
  sql: (row, value) => `${row(property)} = ${value}`,
  type: "text",
});

/** Rows at or after the instant. */
export const from = (property: string): Filter => ({
  sql: (row, value) => `${row(property)} >= ${value}`,
  type: "timestamptz",
});

/** Rows before the instant. */
export const until = (property: string): Filter => ({
  sql: (row, value) => `${row(property)} < ${value}`,
  type: "timestamptz",
});

/** Rows whose property begins with the given text; in whatever case. */
export const beginsWith = (...properties: string[]): Filter => ({
  sql: (row, value) => {
    const lower = `lower(${value})`;
    return `(${properties.map((property) => `starts_with(lower(${row(property)}), ${lower})`).join(" OR ")})`;
  },
  type: "text",
});

/** Rows of an entity that the graph offers as a Relay connection. */
export interface List {
  /** Cursors of one list serve no other. */
  name: string;
  entity: () => EntityClass;
  /** Permissions of which one is needed. */
  needs: readonly Permission[];
  /** The connection's class in the graph. */
  connection: abstract new (...given: never[]) => object;
  /** The class of its arguments: `first`, `after`, `order` where there is more than one, and one for each filter. */
  args: new () => object;
  /** By the values of the argument `order`. The first one is taken where none is given. */
  orders: Record<string, ListOrder>;
  filters: Record<string, Filter>;
}

/** A list's description: `export const COMMISSIONS = listOf({ … })`. */
export const listOf = (list: List): List => list;

/** The order that the arguments name, or the list's first. */
export function orderOf({ orders }: List, args: Record<string, unknown>): ListOrder {
  const named = args["order"];
  const order = typeof named === "string" ? orders[named] : Object.values(orders)[0];
  assert(order, "a list has the orders of its argument");
  return order;
}
