import { GraphQLScalarType, Kind } from "graphql";
import { scalarError } from "./scalar-error.js";

/** A date with a time and a zone, to at most milliseconds: what is finer would not come back as it was sent. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

/** The instant that a text names, or undefined. A day that the calendar does not have is refused, not moved to the next month. */
export function parseInstant(text: string): Date | undefined {
  if (!INSTANT.test(text)) return undefined;
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) return undefined;
  const day = Number(text.slice(8, 10));
  const daysInMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  return day <= daysInMonth ? instant : undefined;
}

function parsed(value: unknown): Date {
  const instant = typeof value === "string" ? parseInstant(value) : undefined;
  if (!instant) throw scalarError("A DateTime is ISO 8601 with a zone, such as 2026-01-31T09:30:00.000Z.");
  return instant;
}

export const DateTime = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description: "An instant in ISO 8601, in UTC, to the millisecond.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time",
  // What a plan has read is written already.
  serialize: (value) => (typeof value === "string" ? value : (value as Date).toISOString()),
  parseValue: parsed,
  parseLiteral: (node) => parsed(node.kind === Kind.STRING ? node.value : undefined),
});
