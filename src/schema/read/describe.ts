import { Args, Field } from "type-graphql";

import { Money } from "../../shared/money.js";
import type { Permission } from "../../shared/permissions.js";
import type { Described, PartnerSight, Within } from "./description.js";
import { descriptionOf } from "./description.js";
import type { List } from "./list.js";
import type { EntityClass, Row, SqlTerms } from "./row.js";

function describe(prototype: object, property: string | symbol, described: Described): void {
  descriptionOf(prototype.constructor).fields.set(String(property), described);
}

/** The row whose id stands in `key`: read with this one. */
export function BelongsTo(
  target: () => EntityClass,
  key: string,
  description: string,
  { nullable = false } = {},
): PropertyDecorator {
  return (prototype, property) => {
    describe(prototype, property, { kind: "one", target, key });
    Field(target, { description, nullable })(prototype, property);
  };
}

/** The few rows whose `key` is this row's id, at most `max` of them. What may grow is a list. */
export function HasMany(
  target: () => EntityClass,
  { key, order, max = 1000 }: { key: string; order: (row: Row) => string; max?: number },
  description: string,
  { nullable = false } = {},
): PropertyDecorator {
  return (prototype, property) => {
    describe(prototype, property, { kind: "many", target, key, order, max });
    Field(() => [target()], { description, nullable })(prototype, property);
  };
}

/** A page of a list whose rows have this row's values: a Relay connection with the list's own arguments. */
export function HasList(list: () => List, by: Record<string, string>, description: string): PropertyDecorator {
  return (prototype, property) => {
    describe(prototype, property, { kind: "list", list, by });
    Field(() => list().connection, { description })(prototype, property);
    // On a method these would stand before its parameter.
    Args(() => list().args as never)(prototype, property, 0);
  };
}

/** A value that SQL makes from the row. The SQL is ours: nothing of a request may be written into it. */
export function Computed(
  type: () => unknown,
  sql: (row: Row, terms: SqlTerms) => string,
  { description, nullable = false }: { description: string; nullable?: boolean },
): PropertyDecorator {
  return (prototype, property) => {
    describe(prototype, property, { kind: "computed", sql });
    Field(type as never, { description, nullable })(prototype, property);
  };
}

/** An amount that SQL makes from the row; nullable if it says when there is one. */
export function ComputedMoney(
  {
    amountMinor,
    currency,
    presentIf,
  }: Record<"amountMinor" | "currency", (row: Row) => string> & {
    presentIf?: (row: Row) => string;
  },
  description: string,
): PropertyDecorator {
  return (prototype, property) => {
    describe(prototype, property, { kind: "parts", parts: { amountMinor, currency }, presentIf });
    Field(() => Money, { description, nullable: presentIf !== undefined })(prototype, property);
  };
}

/** Who asks for this field needs the permission. Refused, it is not even selected, and the field alone is an error. */
export function Guarded(permission: Permission): PropertyDecorator {
  return (prototype, property) => {
    descriptionOf(prototype.constructor).guards.set(String(property), permission);
  };
}

/** The field changes without an entry in the journal, so that an answer with it is never kept. */
export const Restless: PropertyDecorator = (prototype, property) => {
  descriptionOf(prototype.constructor).restless.add(String(property));
};

/** What a partner sees of the rows; everybody else sees all of their organization. Every type that is read has it. */
export function PartnerSees(sight: PartnerSight): ClassDecorator {
  return (type) => {
    descriptionOf(type).sight = sight;
  };
}

/** The organization's rows of a type whose table has no column that says whose they are. Each such type that is read has it. */
export function OrganizationSees(within: Within): ClassDecorator {
  return (type) => {
    descriptionOf(type).within = within;
  };
}
