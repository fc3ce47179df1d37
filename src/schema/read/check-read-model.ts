import type { GraphQLSchema } from "graphql";
import { isNonNullType, isObjectType } from "graphql";

import type { ReadModel, ReadType } from "./read-model.js";

/**
 * What would go wrong only once somebody asks, found as the server starts: every described field leads to what exists,
 * what may be NULL in the table may be null in the graph, every guarded field has a resolver (`simpleResolvers` would give
 * its secret away), and every type says whose its rows are and what a partner sees of it.
 *
 * @returns each fault in words; none if all is well.
 */
export function faultsOfReadModel(schema: GraphQLSchema, model: ReadModel): string[] {
  return [...model.types].flatMap((type) => {
    const graphType = schema.getType(type.name);
    if (!isObjectType(graphType)) return [];
    const faults = type.sight ? [] : [`${type.name} does not say what a partner sees of it`];
    if (!type.within && !type.column("organizationId")) faults.push(`${type.name} does not say whose its rows are`);
    for (const [name, field] of Object.entries(graphType.getFields())) {
      const property = type.properties.get(name);
      if (property === undefined) continue;
      const where = `${type.name}.${name}`;
      const guard = type.guard(property);
      if (guard && !field.resolve) faults.push(`${where} is guarded and has no resolver`);
      if (guard && isNonNullType(field.type)) faults.push(`${where} may be withheld and must be nullable`);
      if (isNonNullType(field.type) && isNullable(type, property)) faults.push(`${where} may be NULL in the table`);
      faults.push(...faultsOfDescription(type, property, model).map((fault) => `${where} ${fault}`));
    }
    return faults;
  });
}

function isNullable(type: ReadType, property: string): boolean {
  const described = type.described(property);
  if (described?.kind === "one") return type.column(described.key)?.isNullable ?? true;
  return described ? false : (type.column(property)?.isNullable ?? false);
}

function faultsOfDescription(type: ReadType, property: string, model: ReadModel): string[] {
  const described = type.described(property);
  switch (described?.kind) {
    case "one":
      return lacks(type, described.key);
    case "many":
      return lacks(model.of(described.target()), described.key);
    case "list": {
      const { list } = described;
      const other = model.of(list().entity());
      const pairs = Object.entries(described.by).flatMap(([theirs, ours]) => [
        ...lacks(other, theirs),
        ...lacks(type, ours),
      ]);
      return [...pairs, ...Object.values(list().orders).flatMap(({ by }) => lacks(other, by))];
    }
    default:
      return [];
  }
}

const lacks = (of: ReadType, key: string): string[] => (of.column(key) ? [] : [`needs a column for ${of.name}.${key}`]);
