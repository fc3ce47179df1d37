import { Args, Field } from "type-graphql";

import type { Permission } from "../../shared/permissions.js";
import { Money } from "../../shared/money.js";
import type { List } from "./list.js";

export type EntityClass = new () => object;

/** The SQL of a property's column in the row at hand: `row("partnerId")` is `t1.partner_id`. */
export type Row = (property: string) => string;

/** What SQL from our source may refer to beside the row: never a value, always a parameter. */
export interface SqlTerms {
  /** The organization that asks. */
  organization: string;
  /** The instant of the read. */
  now: string;
}

/** The row that a property names by its id. */
export interface OneField {
  kind: "one";
  target: () => EntityClass;
  /** The property of this row that holds the other one's id. */
  key: string;
}

/** The few rows that name this one, all of them at once. */
export interface ManyField {
  kind: "many";
  target: () => EntityClass;
  /** The property of the other rows that holds this one's id. */
  key: string;
  /** SQL of the order, over the other row. */
  order: (row: Row) => string;
  max: number;
}

/** A page of the rows that name this one. */
export interface ListField {
  kind: "list";
  list: () => List;
  /** Properties of the list's rows and the properties of this row that they equal. */
  by: Record<string, string>;
}

/** A value that SQL makes from the row. */
export interface ComputedField {
  kind: "computed";
  sql: (row: Row, terms: SqlTerms) => string;
}

/** An object whose every field SQL makes from the row; null where `presentIf` is false. */
export interface PartsField {
  kind: "parts";
  parts: Record<string, (row: Row) => string>;
  presentIf: ((row: Row) => string) | undefined;
}

export type Described = OneField | ManyField | ListField | ComputedField | PartsField;

/** What a partner may see of a type: the rows that are theirs by a property, or by a condition; or whatever an own row leads to. */
export type PartnerSight = { own: string } | { when: (row: Row, partnerId: string) => string } | "whatLeadsHere";

/** Which rows of a table without an `organizationId` column an organization sees. */
export type Within = (row: Row, organization: string) => string;

interface Description {
  fields: Map<string, Described>;
  guards: Map<string, Permission>;
  /** Fields whose value changes without an entry in the journal: with clicks, or as time goes by. */
  restless: Set<string>;
  sight: PartnerSight | undefined;
  within: Within | undefined;
}

const descriptions = new Map<unknown, Description>();

/** How a type's fields are read. */
export function descriptionOf(type: unknown): Description {
  let description = descriptions.get(type);
  if (!description) {
    description = { fields: new Map(), guards: new Map(), restless: new Set(), sight: undefined, within: undefined };
    descriptions.set(type, description);
  }
  return description;
}

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
