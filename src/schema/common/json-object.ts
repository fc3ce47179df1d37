import { GraphQLScalarType, Kind } from "graphql";
import type { ObjectValueNode, ValueNode } from "graphql";

import { scalarError } from "./scalar-error.js";

function parsed(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw scalarError("A JSONObject is a JSON object.");
  refuseProto(Object.keys(value));
  return value as Record<string, unknown>;
}

function fromLiteral(node: ValueNode, variables: Record<string, unknown> | null | undefined): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map((item) => fromLiteral(item, variables));
    case Kind.OBJECT:
      return objectFrom(node, variables);
    case Kind.VARIABLE:
      return variables?.[node.name.value];
  }
}

function objectFrom(node: ObjectValueNode, variables: Record<string, unknown> | null | undefined) {
  const fields = node.fields.map((field) => [field.name.value, fromLiteral(field.value, variables)] as const);
  refuseProto(fields.map(([name]) => name));
  return Object.fromEntries(fields);
}

/** As in the bodies of REST: whoever copies the object would set its prototype instead of the key. */
function refuseProto(keys: readonly string[]): void {
  if (keys.includes("__proto__")) throw scalarError("A key is named __proto__.");
}

export const JSONObject = new GraphQLScalarType<Record<string, unknown>, Record<string, unknown>>({
  name: "JSONObject",
  description: "Any JSON object.",
  serialize: (value) => value as Record<string, unknown>,
  parseValue: parsed,
  parseLiteral: (node, variables) => {
    if (node.kind !== Kind.OBJECT) throw scalarError("A JSONObject is a JSON object.");
    return objectFrom(node, variables);
  },
});
