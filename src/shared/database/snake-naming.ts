import { createHash } from "node:crypto";

import { DefaultNamingStrategy } from "typeorm";
import type { NamingStrategyInterface, Table } from "typeorm";

const IDENTIFIER_MAX = 63;

const snake = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();

const tableOf = (tableOrName: Table | string): string => {
  const name = typeof tableOrName === "string" ? tableOrName : tableOrName.name;
  return name.split(".").at(-1) ?? name;
};

/** Names longer than PostgreSQL keeps end in a digest, so that two of them never become one. */
function bounded(name: string): string {
  if (name.length <= IDENTIFIER_MAX) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, IDENTIFIER_MAX - 9)}_${digest}`;
}

const named = (prefix: string, table: Table | string, columns: string[]): string =>
  bounded([prefix, tableOf(table), ...columns.filter((column) => column !== "organization_id")].join("_"));

/** Columns in snake_case and constraints that say what they hold: `uq_partner_email`, `fk_link_program_id`. */
export class SnakeNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(propertyName: string, customName: string | undefined, prefixes: string[]): string {
    return [...prefixes.map(snake), customName ?? snake(propertyName)].filter(Boolean).join("_");
  }

  override primaryKeyName(table: Table | string): string {
    return bounded(`pk_${tableOf(table)}`);
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return named("uq", table, columns);
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return named("fk", table, columns);
  }

  override indexName(table: Table | string, columns: string[]): string {
    return named("ix", table, columns);
  }

  override checkConstraintName(table: Table | string, expression: string): string {
    return bounded(`ck_${tableOf(table)}_${createHash("sha256").update(expression).digest("hex").slice(0, 8)}`);
  }
}
