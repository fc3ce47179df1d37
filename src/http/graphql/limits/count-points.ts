import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from "graphql";
import {
  Kind,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  valueFromAST,
  valueFromASTUntyped,
} from "graphql";

import { PAGE_FIRST_DEFAULT, PAGE_FIRST_MAX } from "../../../shared/page-bounds.js";

/** Items of a list that is no connection and so does not say how long it is. */
const LIST_LENGTH = 10;
/** Counting goes up to ten thousand rows, whatever the page. */
const COUNT_COST = 10;
/** The graph's own description: as large as it is, and the same for everybody. */
const INTROSPECTION_COST = 100;
/** Fields that work hard for few objects. Each costs that for every object that has it, and none of it is given back. */
const FIELD_COSTS: Readonly<Record<string, number>> = {
  "Commission.explanation": 100,
  "Query._service": INTROSPECTION_COST,
  "Query.journalVerification": 1000,
  "Query.simulateProgram": 1000,
};

/** The argument by which gateways name objects. */
const NAMED_OBJECTS = "representations";

interface Points {
  /** At most. */
  points: number;
  /** That part of them which is no object of the answer. */
  fixedPoints: number;
}

export interface CountedPoints extends Points {
  /** Whether other variables could give another count. */
  dependsOnVariables: boolean;
}

/**
 * Counts the most that an operation can come to: one point for each object that its answer can have. Lists count with the
 * page that is asked for, and everything below them once for each item.
 */
export function countPoints(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): CountedPoints {
  const counting = new Counting(schema, document, withDefaults(operation, variables));
  const root = schema.getRootType(operation.operation);
  const counted = root ? counting.pointsOf(operation.selectionSet, root) : NONE;
  return { ...counted, dependsOnVariables: counting.hasReadVariables };
}

const NONE: Points = { points: 0, fixedPoints: 0 };

const fixed = (points: number): Points => ({ points, fixedPoints: points });

const sum = (one: Points, other: Points): Points => ({
  points: one.points + other.points,
  fixedPoints: one.fixedPoints + other.fixedPoints,
});

/** One count of one operation: one point for each object that its answer can have. */
class Counting {
  hasReadVariables = false;
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  /** Each fragment is counted once, however often it is spread: fragments of fragments would be counted for ever. */
  private readonly counted = new Map<string, Points>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly variables: Record<string, unknown>,
  ) {
    for (const one of document.definitions) {
      if (one.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(one.name.value, one);
    }
  }

  /** @param pageLength - of the connection whose fields these are. */
  pointsOf(set: SelectionSetNode, parent: GraphQLCompositeType, pageLength = 0): Points {
    return set.selections
      .map((selection) => {
        if (selection.kind === Kind.FIELD) return this.fieldPoints(selection, parent, pageLength);
        if (selection.kind === Kind.FRAGMENT_SPREAD) return this.spreadPoints(selection.name.value, pageLength);
        const named = selection.typeCondition && this.schema.getType(selection.typeCondition.name.value);
        return this.pointsOf(selection.selectionSet, isCompositeType(named) ? named : parent, pageLength);
      })
      .reduce(sum, NONE);
  }

  private spreadPoints(name: string, pageLength: number): Points {
    const key = `${pageLength} ${name}`;
    const known = this.counted.get(key);
    if (known !== undefined) return known;
    const fragment = this.fragments.get(name);
    const type = fragment && this.schema.getType(fragment.typeCondition.name.value);
    const points = fragment && isCompositeType(type) ? this.pointsOf(fragment.selectionSet, type, pageLength) : NONE;
    this.counted.set(key, points);
    return points;
  }

  private fieldPoints(node: FieldNode, parent: GraphQLCompositeType, pageLength: number): Points {
    const name = node.name.value;
    if (name === "__schema" || name === "__type") return fixed(INTROSPECTION_COST);
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) return NONE;
    const own = fixed(FIELD_COSTS[`${parent.name}.${name}`] ?? 0);
    const type = getNamedType(field.type);
    if (isLeafType(type)) {
      const counting = name === "totalCount" && isConnection(parent) ? COUNT_COST : 0;
      return { ...own, points: own.points + counting };
    }
    if (!isCompositeType(type) || !node.selectionSet) return own;
    const length =
      isConnection(parent) && isList(field) ? pageLength : isList(field) ? this.listLength(field, node) : 1;
    const below = this.pointsOf(node.selectionSet, type, isConnection(type) ? this.pageLength(field, node) : 0);
    return sum(own, { points: length * (1 + below.points), fixedPoints: length * below.fixedPoints });
  }

  /** A list of objects that are named one by one has as many; any other is taken for short. */
  private listLength(field: GraphQLField<unknown, unknown>, node: FieldNode): number {
    const given = node.arguments?.find(({ name }) => name.value === NAMED_OBJECTS)?.value;
    if (!given || !field.args.some(({ name }) => name === NAMED_OBJECTS)) return LIST_LENGTH;
    if (given.kind === Kind.LIST) return given.values.length;
    if (given.kind !== Kind.VARIABLE) return 1;
    this.hasReadVariables = true;
    const named = this.variables[given.name.value];
    return Array.isArray(named) ? named.length : 1;
  }

  private pageLength(field: GraphQLField<unknown, unknown>, node: FieldNode): number {
    const arg = field.args.find(({ name }) => name === "first");
    const given = node.arguments?.find(({ name }) => name.value === "first")?.value;
    if (given?.kind === Kind.VARIABLE) this.hasReadVariables = true;
    const asked: unknown = arg && given && valueFromAST(given, arg.type, this.variables);
    const first =
      typeof asked === "number" ? asked : typeof arg?.defaultValue === "number" ? arg.defaultValue : PAGE_FIRST_DEFAULT;
    // What is out of bounds is refused by the field itself.
    return Math.min(Math.max(0, first), PAGE_FIRST_MAX);
  }
}

const isConnection = ({ name }: GraphQLNamedType): boolean => name.endsWith("Connection");

const isList = ({ type }: GraphQLField<unknown, unknown>): boolean =>
  isListType(isNonNullType(type) ? type.ofType : type);

/** Variables as the operation would see them, as far as pages and named objects are concerned. */
function withDefaults(operation: OperationDefinitionNode, given: Record<string, unknown>): Record<string, unknown> {
  const variables: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (Object.hasOwn(given, name)) variables[name] = given[name];
    else if (defaultValue) variables[name] = valueFromASTUntyped(defaultValue);
  }
  return variables;
}
