import type { FragmentDefinitionNode, GraphQLOutputType, GraphQLSchema } from "graphql";

import type { Permission } from "../../shared/permissions.js";
import type { ComputedField, ManyField, OneField, PartsField } from "./description.js";
import type { List } from "./list.js";
import type { ReadType } from "./read-model.js";

/** What one request asks with. */
export interface Asked {
  schema: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
  /** Coerced: request variables are not, and an enum's name would match nothing. */
  variables: Record<string, unknown>;
  permissions: ReadonlySet<Permission>;
  /** Whether the answer is text that nobody walks again. */
  isText: boolean;
  /** Whether each field that leads to other rows is left to its resolver, which reads it for all rows at once. */
  isByLevel: boolean;
}

/** A field of a planned object, under the key that it has in the row. */
export type PlannedField = { key: string } & (
  | { kind: "typename"; name: string }
  | { kind: "column"; property: string; type: GraphQLOutputType }
  | { kind: "computed"; described: ComputedField; type: GraphQLOutputType }
  | { kind: "embedded"; property: string; parts: PlannedPart[] }
  | { kind: "parts"; described: PartsField; parts: PlannedPart[] }
  | { kind: "one"; described: OneField; object: PlannedObject }
  | { kind: "many"; described: ManyField; object: PlannedObject }
  | { kind: "list"; by: Record<string, string>; page: PlannedPage }
);

/** A field of an embedded or computed object. */
export interface PlannedPart {
  key: string;
  name: string;
  type: GraphQLOutputType;
}

/** What is read of one row. */
export interface PlannedObject {
  type: ReadType;
  fields: PlannedField[];
  /** Whether a field of it is an ordinary resolver's, which wants the whole row as its entity. */
  isEntity: boolean;
  /** Whether nothing in or below it is left to a resolver. */
  isComplete: boolean;
  /** Whether nothing in or below it changes without an entry in the journal. */
  isSteady: boolean;
}

/** What is read of a list, and which of it the answer shows. */
export interface PlannedPage {
  list: List;
  /** Of the arguments' place in the document: their values come with each request. */
  argumentsOf: (variables: Record<string, unknown>) => Record<string, unknown>;
  object: PlannedObject;
  /** The connection's name in the graph. */
  connectionName: string;
  /** What the connection shows, in the order of the selection. */
  shown: readonly Shown[];
  /** Whether it asks for what only we can make of the rows: cursors, and whether there is more. */
  isPaged: boolean;
}

/** A field of a connection, under its response key. */
export type Shown =
  | { kind: "nodes" | "totalCount" | "isTotalCountExact" | "__typename"; key: string }
  | { kind: "edges"; key: string; parts: ShownPart[] }
  | { kind: "pageInfo"; key: string; parts: ShownPart[] };

/** A field of an edge or of the page info. */
export interface ShownPart {
  key: string;
  name: string;
}

/** What is read below a field. */
export function objectBelow(field: PlannedField): PlannedObject | undefined {
  if (field.kind === "one" || field.kind === "many") return field.object;
  return field.kind === "list" ? field.page.object : undefined;
}
