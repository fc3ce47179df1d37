import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
} from "graphql";
import { getArgumentValues, getNamedType, isEnumType, isObjectType, isScalarType } from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";

import type { Permission } from "../../shared/permissions.js";
import type { ComputedField, ManyField, OneField, PartsField } from "./describe.js";
import type { List } from "./list.js";
import type { ReadModel, ReadType } from "./read-model.js";

/** PostgreSQL cuts longer names off. */
const NAME_BYTES_MAX = 63;

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
  /** Under which keys the connection's fields stand. */
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

interface Selected {
  responseKey: string;
  nodes: readonly FieldNode[];
  /** Whether the object has it under another key as well. */
  isAskedTwice: boolean;
  /** Whether its resolver reads it, if it leads to other rows. */
  isLeft: boolean;
}

interface Own {
  key: string;
  node: FieldNode;
  definition: GraphQLField<unknown, unknown>;
  nodes: readonly FieldNode[];
  asked: Asked;
}

/** Turns a selection into a plan. What it cannot read is left out, and is left to the field's resolver. */
export class Planner {
  constructor(private readonly model: ReadModel) {}

  object(type: ReadType, nodes: readonly FieldNode[], asked: Asked): PlannedObject {
    const graphType = objectType(asked.schema, type.name);
    const selected = subfields(asked, graphType, nodes);
    const planned: PlannedObject = { type, fields: [], isEntity: false, isComplete: true, isSteady: true };
    for (const [responseKey, fieldNodes] of selected) {
      const name = fieldNodes[0]?.name.value ?? responseKey;
      // In a row a field stands under its own name: asked for twice with different things below it, it is a resolver's.
      const isAskedTwice =
        !asked.isText && [...selected.values()].filter(([node]) => node?.name.value === name).length > 1;
      const field = this.field(
        type,
        graphType,
        { responseKey, nodes: fieldNodes, isAskedTwice, isLeft: asked.isByLevel },
        asked,
      );
      if (field === "left") {
        planned.isEntity = true;
        planned.isComplete = false;
      } else if (!planned.fields.some(({ key }) => key === field.key)) {
        planned.fields.push(field);
        const below = objectBelow(field);
        if (below?.isComplete === false) planned.isComplete = false;
        if (below?.isSteady === false || type.isRestless(name)) planned.isSteady = false;
      }
    }
    return planned;
  }

  /** One field alone, for rows that are there already; undefined where it is a resolver's. */
  single(type: ReadType, nodes: readonly FieldNode[], asked: Asked): PlannedField | undefined {
    const [node] = nodes;
    if (!node) return undefined;
    const selected = { responseKey: node.name.value, nodes, isAskedTwice: false, isLeft: false };
    const field = this.field(type, objectType(asked.schema, type.name), selected, asked);
    return field === "left" ? undefined : field;
  }

  page(
    list: List,
    connectionType: GraphQLObjectType,
    nodes: readonly FieldNode[],
    asked: Asked,
    argumentsOf: PlannedPage["argumentsOf"],
  ): PlannedPage {
    const type = this.model.of(list.entity());
    const nodeSelections: FieldNode[][] = [];
    const shown = [...subfields(asked, connectionType, nodes)].map(([key, fieldNodes]): Shown => {
      const kind = fieldNodes[0]?.name.value as Shown["kind"];
      if (kind === "nodes") nodeSelections.push([...fieldNodes]);
      if (kind !== "edges" && kind !== "pageInfo") return { kind, key };
      const selected = [...subfields(asked, fieldType(connectionType, kind), fieldNodes)];
      const parts = selected.map(([part, [node]]) => ({ key: part, name: node?.name.value ?? part }));
      for (const [, partNodes] of selected) {
        if (kind === "edges" && partNodes[0]?.name.value === "node") nodeSelections.push([...partNodes]);
      }
      return { kind, key, parts };
    });
    // Rows that are shown twice may be asked for different things under one name: then resolvers ask on, each for its own.
    const object =
      nodeSelections.length <= 1
        ? this.object(type, nodeSelections.flat(), asked)
        : { type, fields: [], isEntity: true, isComplete: false, isSteady: false };
    const isPaged = shown.some(({ kind }) => kind === "edges" || kind === "pageInfo");
    const connectionName = connectionType.name;
    return { list, argumentsOf, object, connectionName, shown, isPaged };
  }

  private field(
    type: ReadType,
    graphType: GraphQLObjectType,
    { responseKey, nodes, isAskedTwice, isLeft }: Selected,
    asked: Asked,
  ): PlannedField | "left" {
    const [node] = nodes;
    const name = node?.name.value ?? "";
    const key = asked.isText ? responseKey : name;
    if (Buffer.byteLength(key) > NAME_BYTES_MAX) return "left";
    if (name === "__typename") return { key, kind: "typename", name: type.name };
    const definition = graphType.getFields()[name];
    const property = type.properties.get(name);
    if (!node || !definition || property === undefined) return "left";
    const guard = type.guard(property);
    if (guard && !asked.permissions.has(guard)) return "left";

    const described = type.described(property);
    if (!described) return this.own(type, property, { key, node, definition, nodes, asked });
    if (described.kind === "computed") return { key, kind: "computed", described, type: definition.type };
    if (described.kind === "parts") {
      return { key, kind: "parts", described, parts: partsOf(definition.type, nodes, asked) };
    }
    if (isAskedTwice || isLeft) return "left";
    if (described.kind === "list") {
      const list = described.list();
      const connection = getNamedType(definition.type);
      if (!isObjectType(connection) || !list.needs.some((needed) => asked.permissions.has(needed))) return "left";
      const argumentsOf = (variables: Record<string, unknown>) => getArgumentValues(definition, node, variables);
      return { key, kind: "list", by: described.by, page: this.page(list, connection, nodes, asked, argumentsOf) };
    }
    const object = this.object(this.model.of(described.target()), nodes, asked);
    return described.kind === "one"
      ? { key, kind: "one", described, object }
      : { key, kind: "many", described, object };
  }

  /** A field without a description is its column; a value that a resolver makes of it is that resolver's affair. */
  private own(type: ReadType, property: string, { key, node, definition, nodes, asked }: Own): PlannedField | "left" {
    if (type.resolved.has(node.name.value)) return "left";
    if (type.embedded(property)) {
      return { key, kind: "embedded", property, parts: partsOf(definition.type, nodes, asked) };
    }
    const named = getNamedType(definition.type);
    const isLeaf = isScalarType(named) || isEnumType(named);
    return isLeaf && type.column(property) ? { key, kind: "column", property, type: definition.type } : "left";
  }
}

/** The fields of an object such as an amount: in a text those that are asked for, in a row all, under their own names. */
function partsOf(type: GraphQLOutputType, nodes: readonly FieldNode[], asked: Asked): PlannedPart[] {
  const objectOf = getNamedType(type) as GraphQLObjectType;
  const fields = objectOf.getFields();
  if (!asked.isText) return Object.values(fields).map(({ name, type }) => ({ key: name, name, type }));
  return [...subfields(asked, objectOf, nodes)].map(([key, [node]]) => {
    const name = node?.name.value ?? key;
    return { key, name, type: fields[name]?.type ?? objectOf };
  });
}

/** What is read below a field. */
export function objectBelow(field: PlannedField): PlannedObject | undefined {
  if (field.kind === "one" || field.kind === "many") return field.object;
  return field.kind === "list" ? field.page.object : undefined;
}

const subfields = ({ schema, fragments, variables }: Asked, type: GraphQLObjectType, nodes: readonly FieldNode[]) =>
  collectSubfields(schema, fragments, variables, type, nodes);

function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`Broken assumption: ${name} is an object type of the graph`);
  return type;
}

const fieldType = (type: GraphQLObjectType, name: string): GraphQLObjectType =>
  getNamedType(type.getFields()[name]!.type) as GraphQLObjectType;
