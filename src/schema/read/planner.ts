import type { FieldNode, GraphQLField, GraphQLObjectType, GraphQLOutputType, GraphQLSchema } from "graphql";
import { getArgumentValues, getNamedType, isEnumType, isObjectType, isScalarType } from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";

import { assert } from "../../shared/errors.js";
import type { List } from "./list.js";
import type { Asked, PlannedField, PlannedObject, PlannedPage, PlannedPart, Shown } from "./plan.js";
import { objectBelow } from "./plan.js";
import type { ReadModel, ReadType } from "./read-model.js";

/** PostgreSQL cuts longer names off. */
const NAME_BYTES_MAX = 63;

/** A field of a selection, and how it stands there. */
interface Selected {
  responseKey: string;
  nodes: readonly FieldNode[];
  /** Whether the object has it under another key as well. */
  isAskedTwice: boolean;
  /** Whether its resolver reads it, if it leads to other rows. */
  isLeft: boolean;
}

/** A field that nobody has described: a column, or a resolver's. */
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

  /** What is read of one row: all that is selected of it, and nothing else. */
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

  /**
   * What is read of a list's page.
   *
   * @param argumentsOf - gives the list's arguments for the variables of a request.
   */
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

const subfields = ({ schema, fragments, variables }: Asked, type: GraphQLObjectType, nodes: readonly FieldNode[]) =>
  collectSubfields(schema, fragments, variables, type, nodes);

function objectType(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  assert(isObjectType(type), `${name} is an object type of the graph`);
  return type;
}

const fieldType = (type: GraphQLObjectType, name: string): GraphQLObjectType =>
  getNamedType(type.getFields()[name]!.type) as GraphQLObjectType;
