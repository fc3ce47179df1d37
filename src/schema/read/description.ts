import type { Permission } from "../../shared/permissions.js";
import type { List } from "./list.js";
import type { EntityClass, Row, SqlTerms } from "./row.js";

/** The row that a property names by its id. */
export interface OneField {
  kind: "one";
  target: () => EntityClass;
  /** The property of this row that holds the other one's id. */
  key: string;
}

/** The few rows that name this one, all of them at once. */
export interface ManyField {
  kind: "many";
  target: () => EntityClass;
  /** The property of the other rows that holds this one's id. */
  key: string;
  /** SQL of the order, over the other row. */
  order: (row: Row) => string;
  max: number;
}

/** A page of the rows that name this one. */
export interface ListField {
  kind: "list";
  list: () => List;
  /** Properties of the list's rows and the properties of this row that they equal. */
  by: Record<string, string>;
}

/** A value that SQL makes from the row. */
export interface ComputedField {
  kind: "computed";
  sql: (row: Row, terms: SqlTerms) => string;
}

/** An object whose every field SQL makes from the row; null where `presentIf` is false. */
export interface PartsField {
  kind: "parts";
  parts: Record<string, (row: Row) => string>;
  presentIf: ((row: Row) => string) | undefined;
}

export type Described = OneField | ManyField | ListField | ComputedField | PartsField;

/** What a partner may see of a type: the rows that are theirs by a property, or by a condition; or whatever an own row leads to. */
export type PartnerSight = { own: string } | { when: (row: Row, partnerId: string) => string } | "whatLeadsHere";

/** Which rows of a table without an `organizationId` column an organization sees. */
export type Within = (row: Row, organization: string) => string;

/** What the authors of an entity have said of it. */
export interface Description {
  fields: Map<string, Described>;
  guards: Map<string, Permission>;
  /** Fields whose value changes without an entry in the journal: with clicks, or as time goes by. */
  restless: Set<string>;
  sight: PartnerSight | undefined;
  within: Within | undefined;
}

const descriptions = new Map<unknown, Description>();

/** An entity's description, to read or to write into; empty where nobody has said anything yet. */
export function descriptionOf(type: unknown): Description {
  let description = descriptions.get(type);
  if (!description) {
    description = { fields: new Map(), guards: new Map(), restless: new Set(), sight: undefined, within: undefined };
    descriptions.set(type, description);
  }
  return description;
}
