import type { BreakingChange, GraphQLSchema } from "graphql";
import {
  BreakingChangeType,
  buildSchema,
  findBreakingChanges,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";

/** What may go once it was announced. */
const GOES_AFTER_NOTICE: ReadonlySet<BreakingChangeType> = new Set([
  BreakingChangeType.FIELD_REMOVED,
  BreakingChangeType.VALUE_REMOVED_FROM_ENUM,
]);

/**
 * What a client of the released graph could no longer do with the current one, in words. What the release had deprecated
 * already may go.
 *
 * @param released - in the schema language, as `current`.
 */
export function breakingChanges(released: string, current: string): string[] {
  const before = buildSchema(released);
  return findBreakingChanges(before, buildSchema(current))
    .filter((change) => !GOES_AFTER_NOTICE.has(change.type) || !isDeprecated(before, change))
    .map(({ description }) => description);
}

/** Whether the field or value that a change names, as graphql words it, was deprecated. */
function isDeprecated(schema: GraphQLSchema, { type, description }: BreakingChange): boolean {
  const [, field] = /^(\w+\.\w+) was removed/.exec(description) ?? [];
  const [, value, of] = /^(\w+) was removed from enum type (\w+)/.exec(description) ?? [];
  const [typeName = "", name = ""] = type === BreakingChangeType.FIELD_REMOVED ? (field ?? "").split(".") : [of, value];
  const owner = schema.getType(typeName);
  if (isEnumType(owner)) return owner.getValue(name)?.deprecationReason != null;
  if (!isObjectType(owner) && !isInterfaceType(owner) && !isInputObjectType(owner)) return false;
  return owner.getFields()[name]?.deprecationReason != null;
}
