import { registerEnumType } from "type-graphql";

/**
 * The graph's enum of a closed set of texts: `last_click` in the database is LAST_CLICK in the graph, `link.created` LINK_CREATED. The result is what
 * `@Field` takes.
 *
 * @param described - each text with what it means.
 */
export function graphEnum<Value extends string>(
  name: string,
  description: string,
  described: Record<Value, string>,
): Record<string, Value> {
  const entries = Object.entries(described) as [Value, string][];
  const values = Object.fromEntries(entries.map(([value]) => [spelled(value), value])) as Record<string, Value>;
  const valuesConfig = Object.fromEntries(
    entries.map(([value, meaning]) => [spelled(value), { description: meaning }]),
  );
  registerEnumType(values, { name, description, valuesConfig });
  return values;
}

const spelled = (value: string): string =>
  value
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll(/[.:]/g, "_")
    .toUpperCase();
