import type { GraphQLField, GraphQLInputType, GraphQLOutputType } from "graphql";
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from "graphql";

/** What stands for the things that an operation can name, by argument: `partnerId`, or `id` of a `Partner`. */
export type Named = Readonly<Record<string, string>>;

export interface GeneratedOperation {
  text: string;
  variables: Record<string, unknown>;
  /** Whether it cannot be asked without naming something. */
  mustName: boolean;
  /** Whether it can name something. */
  canName: boolean;
}

const TOKENS_MAX = 2000;
const DEPTH_MAX = 1;
const PAGE = 2;

/** Texts that inputs ask for; whatever else is text is `x`. */
const TEXTS: Record<string, () => string> = {
  destinationUrl: () => "https://shop.example.com/",
  email: () => `${Math.random().toString(36).slice(2)}@example.com`,
  percent: () => "10",
};

/**
 * An operation for an entry point of the graph, made of its types alone: everything that it can name is named, of what
 * else may be left out nothing is given, and all that can be asked without further arguments is asked. Throws where it
 * meets an id that nothing stands for, so that no entry point is left out in silence.
 *
 * @param named - absent: names nothing that need not be named.
 */
export function operationOf(
  kind: "query" | "mutation" | "subscription",
  field: GraphQLField<unknown, unknown>,
  named: Named | undefined,
  required: Named,
): GeneratedOperation {
  const making = new Making(field, named, required);
  const given = field.args.flatMap((arg) => {
    const value = making.value(arg.type, arg.name, getNamedType(field.type).name, `${kind} ${field.name}`);
    return value === undefined ? [] : [{ arg, value }];
  });
  const declared = given.map(({ arg }) => `$${arg.name}: ${String(arg.type)}`).join(", ");
  const passed = given.map(({ arg }) => `${arg.name}: $${arg.name}`).join(", ");
  const head = `${kind} ${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} `;
  return {
    text: `${head}${selectionWithin(field.type, head)} }`,
    variables: Object.fromEntries(given.map(({ arg, value }) => [arg.name, value])),
    mustName: making.mustName,
    canName: making.canName,
  };
}

class Making {
  mustName = false;
  canName = false;

  constructor(
    private readonly field: GraphQLField<unknown, unknown>,
    private readonly named: Named | undefined,
    private readonly required: Named,
  ) {}

  /** A value for an argument or a field of an input; undefined where it may be left out and names nothing. */
  value(type: GraphQLInputType, name: string, owner: string, place: string): unknown {
    if (isNonNullType(type)) return this.some(type.ofType, name, owner, place, true);
    return this.some(type, name, owner, place, false);
  }

  private some(type: GraphQLInputType, name: string, owner: string, place: string, isNeeded: boolean): unknown {
    if (getNamedType(type).name === "_Any") return this.representations(place);
    if (isListType(type)) {
      const item = this.value(type.ofType, name, owner, place);
      return item === undefined || (!isNeeded && !isName(type)) ? undefined : [item];
    }
    if (isNonNullType(type)) return this.some(type.ofType, name, owner, place, isNeeded);
    if (isName(type)) return this.id(name, owner, place, isNeeded);
    if (!isNeeded) return undefined;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).map((field) => [
        field.name,
        this.value(field.type, field.name, type.name, `${place} ${type.name}.${field.name}`),
      ]);
      return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
    }
    if (isEnumType(type)) return type.getValues()[0]?.name;
    switch (type.name) {
      case "Int":
      case "Float":
      case "MinorUnits":
        return 1;
      case "Boolean":
        return true;
      case "String":
        return this.text(name, owner);
      case "DateTime":
        return "2026-01-01T00:00:00Z";
      case "CurrencyCode":
        return "EUR";
      case "JSONObject":
        return {};
      default:
        throw new Error(`Nothing stands for a ${type.name} (${place})`);
    }
  }

  /** What a gateway sends: one object of each type that it may name. Whoever is not found is null in its answer. */
  private representations(place: string): object[] {
    const entity = getNamedType(this.field.type);
    const { named } = this;
    if (!named || !isUnionType(entity)) return [];
    this.canName = true;
    return entity.getTypes().map(({ name }) => {
      const id = named[`id of ${name}`] ?? named[`${name[0]?.toLowerCase()}${name.slice(1)}Id`];
      if (id === undefined) throw new Error(`Nothing stands for the id of a ${name} (${place})`);
      return { __typename: name, id };
    });
  }

  private id(name: string, owner: string, place: string, isNeeded: boolean): string | undefined {
    const key = name === "id" ? `${owner[0]?.toLowerCase()}${owner.slice(1)}Id` : name;
    const standsFor = this.named ?? (isNeeded ? this.required : undefined);
    this.canName = true;
    this.mustName ||= isNeeded;
    if (!standsFor) return undefined;
    const id = standsFor[key];
    if (id === undefined) throw new Error(`Nothing stands for the id ${key} (${place})`);
    return id;
  }

  /** A text that finds something is named as an id is. */
  private text(name: string, owner: string): string {
    const found = (this.named ?? this.required)[`${name} of ${owner}`];
    if (found !== undefined && this.field.args.some((arg) => arg.name === name)) {
      this.canName = true;
      this.mustName = true;
      return found;
    }
    return TEXTS[name]?.() ?? "x";
  }
}

const isName = (type: GraphQLInputType): boolean => getNamedType(type).name === "ID";

/** As deep as a document may become. */
function selectionWithin(type: GraphQLOutputType, head: string): string {
  for (let depth = DEPTH_MAX; ; depth--) {
    const selection = selectionOf(type, depth);
    if (depth === 0 || `${head}${selection}`.split(/[\s{}():]+/).length < TOKENS_MAX) return selection;
  }
}

/** @param seen - the types of the fields that other members of a union have: one name cannot stand for two types. */
function selectionOf(type: GraphQLOutputType, depth: number, seen = new Map<string, string>()): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return "";
  if (isUnionType(named)) {
    const members = named.getTypes().map((member) => `... on ${member.name} ${selectionOf(member, depth, seen)}`);
    return `{ __typename ${members.join(" ")} }`;
  }
  if (!isObjectType(named) && !isInterfaceType(named)) return "{ __typename }";
  const fields = Object.values(named.getFields()).flatMap((field) => {
    const { name, args } = field;
    if (args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)) return [];
    if (name === "edges" || (seen.get(name) ?? String(field.type)) !== String(field.type)) return [];
    seen.set(name, String(field.type));
    if (isLeafType(getNamedType(field.type))) return [name];
    if (depth === 0) return [];
    const page = args.some((arg) => arg.name === "first") ? `(first: ${PAGE})` : "";
    // A connection is the way to its rows and no level of its own.
    const isWay = getNamedType(field.type).name.endsWith("Connection") || name === "nodes";
    return [`${name}${page} ${selectionOf(field.type, isWay ? depth : depth - 1)}`];
  });
  return `{ __typename ${fields.join(" ")} }`;
}
