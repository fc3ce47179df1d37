import type { GraphQLFieldResolver, GraphQLOutputType, GraphQLSchema } from "graphql";
import { getNamedType, isObjectType } from "graphql";

import type { Permission } from "../../shared/permissions.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Read } from "./read.js";
import { isWholeNumber } from "./column-sql.js";
import type { ReadModel, ReadType } from "./read-model.js";

/** What the resolvers here need of an operation's context. */
export interface ReadContext {
  tenant: TenantContext;
  read: Read;
}

type Row = Record<string, unknown> & { id: string };
type Resolver = GraphQLFieldResolver<Row, ReadContext>;

/**
 * Gives every described and every guarded field its resolver. What a plan has read already is there under the field's name;
 * a row that came another way, such as a mutation's, has it read now, together with its neighbours.
 */
export function attachResolvers(schema: GraphQLSchema, model: ReadModel): void {
  for (const type of model.types) {
    const graphType = schema.getType(type.name);
    if (!isObjectType(graphType)) continue;
    for (const [name, field] of Object.entries(graphType.getFields())) {
      const property = type.properties.get(name) ?? name;
      const guard = type.guard(property);
      const isExact = isWholeNumberText(type, property, field.type);
      const inner = type.described(property)
        ? described(name)
        : isExact
          ? asText(name)
          : name === property
            ? (field.resolve as Resolver | undefined)
            : renamed(name, property);
      if (guard) field.resolve = guarded(guard, inner ?? ownProperty(name)) as never;
      else if (inner) field.resolve = inner as never;
    }
  }
}

const described =
  (name: string): Resolver =>
  (row, _, { read }, info) => {
    const value = row[name];
    return value === undefined ? read.field(row, info) : value;
  };

/** A whole number that the graph gives as text, because JSON's numbers would round it. */
const isWholeNumberText = (type: ReadType, property: string, graphType: GraphQLOutputType): boolean =>
  getNamedType(graphType).name === "String" && isWholeNumber(type.column(property));

const asText =
  (name: string): Resolver =>
  (row) => {
    const value = row[name];
    return value === null || value === undefined ? null : String(value as bigint);
  };

const ownProperty =
  (name: string): Resolver =>
  (row) =>
    row[name];

/** A plan's row has the field under its own name, a row of an entity under its property's. */
const renamed =
  (name: string, property: string): Resolver =>
  (row) =>
    row[name] === undefined ? row[property] : row[name];

const guarded =
  (permission: Permission, inner: Resolver): Resolver =>
  (row, args, context, info) => {
    context.tenant.require(permission);
    return inner(row, args, context, info);
  };

/** Takes the resolvers of what plans read away again, from a schema for operations of which nothing is left to a resolver. */
export function detachResolvers(schema: GraphQLSchema, model: ReadModel): void {
  for (const type of model.types) {
    const graphType = schema.getType(type.name);
    if (!isObjectType(graphType)) continue;
    for (const [name, field] of Object.entries(graphType.getFields())) {
      if (type.isPlanned(type.properties.get(name) ?? name) && !type.resolved.has(name)) delete field.resolve;
    }
  }
}
