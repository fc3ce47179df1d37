import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from "graphql";
import {
  Kind,
  getArgumentValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isObjectType,
  visit,
} from "graphql";
import { collectFields } from "graphql/execution/collectFields.js";
import { LRUCache } from "lru-cache";

import type { PlannedRoot, SteadyIf } from "../../schema/read/planned.js";
import type { Asked, PlannedObject } from "../../schema/read/plan.js";
import { objectBelow } from "../../schema/read/plan.js";
import type { Reader } from "../../schema/read/reader.js";
import { variableShape } from "../../schema/read/variable-shape.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Operation } from "./operation.js";
import { operationKey } from "./operation.js";

const STUDIED_MAX = 1000;
const DIRECTIVES = new Set(["skip", "include"]);

/** One field at the root of an operation. */
export interface RootField {
  responseKey: string;
  nodes: readonly FieldNode[];
}

/** A part of an operation that runs as one: some of its root fields. */
export interface OperationPart {
  roots: readonly RootField[];
  /** The operation with these root fields alone. Its variables come with each request. */
  operation: Omit<Operation, "variables">;
}

/** What of an operation is planned, and so how it can be executed. */
export interface Study {
  /** The root fields in the order of the answer. */
  roots: readonly RootField[];
  fragments: Record<string, FragmentDefinitionNode>;
  definition: OperationDefinitionNode;
  /** Root fields of which plans read everything: no resolver below them has anything to do. Undefined: there are none. */
  planned: OperationPart | undefined;
  /** Root fields that are walked. */
  walked: OperationPart | undefined;
  /** Whether the statements can write the planned part's answer themselves. */
  isText: boolean;
  /** Whether nothing in the whole of it changes without an entry in the journal. */
  isSteady: boolean;
}

/** Looks at operations before they run, once for each kind of asker and shape of variables. */
export class OperationStudies {
  private readonly studies = new LRUCache<string, Study>({ max: STUDIED_MAX });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly reader: Reader,
  ) {}

  /** Undefined where variables do not fit: then execution says so. */
  of(operation: Operation, tenant: TenantContext): { study: Study; variables: Record<string, unknown> } | undefined {
    const definition = getOperationAST(operation.document, operation.operationName);
    if (!definition) return undefined;
    const given = operation.variables ?? {};
    const { coerced: variables } = getVariableValues(this.schema, definition.variableDefinitions ?? [], given);
    if (!variables) return undefined;
    const key = `${operationKey(operation)}:${this.reader.asker(tenant.permissions)}:${variableShape(variables)}`;
    let study = this.studies.get(key);
    if (!study) {
      study = this.study(operation, definition, variables, tenant);
      this.studies.set(key, study);
    }
    return { study, variables };
  }

  private study(
    operation: Operation,
    definition: OperationDefinitionNode,
    variables: Record<string, unknown>,
    { permissions }: TenantContext,
  ): Study {
    const { schema } = this;
    const { document } = operation;
    const query = schema.getQueryType() as GraphQLObjectType;
    const fragments = Object.fromEntries(
      document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
    );
    const collected = collectFields(schema, fragments, variables, query, definition.selectionSet);
    const roots = [...collected].map(([responseKey, nodes]) => ({ responseKey, nodes }));
    const asked: Asked = { schema, fragments, variables, permissions, isText: false, isByLevel: false };
    const isOurs = !hasForeignDirective(document);
    const objectOf = (root: RootField, isText: boolean) => this.rootObject(query, root, { ...asked, isText });
    const isPlanned = (root: RootField): boolean => isOurs && objectOf(root, false)?.isComplete === true;
    const planned = roots.filter(isPlanned);
    const walked = roots.filter((root) => !planned.includes(root));
    const texts = planned.map((root) => objectOf(root, true));
    return {
      roots,
      fragments,
      definition,
      planned: partOf(operation, definition, planned),
      walked: partOf(operation, definition, walked),
      isText: texts.every((object) => object?.isComplete && isWritable(object)),
      isSteady: texts.every((object) => object?.isSteady) && walked.every((root) => isSteady(query, root, variables)),
    };
  }

  private rootObject(query: GraphQLObjectType, { nodes }: RootField, asked: Asked): PlannedObject | undefined {
    const [node] = nodes;
    const field = query.getFields()[node?.name.value ?? ""];
    const planned = field?.extensions["planned"] as PlannedRoot | undefined;
    if (!node || !field || !planned) return undefined;
    const { planner, model } = this.reader;
    if (typeof planned === "function") return planner.object(model.of(planned), nodes, asked);
    const connection = getNamedType(field.type);
    if (!isObjectType(connection)) return undefined;
    return planner.page(planned, connection, nodes, asked, (given) => getArgumentValues(field, node, given)).object;
  }
}

function hasForeignDirective(document: DocumentNode): boolean {
  let found = false;
  visit(document, { Directive: ({ name }) => void (found ||= !DIRECTIVES.has(name.value)) });
  return found;
}

/** The operation with some of its root fields alone. */
function partOf(
  operation: Operation,
  definition: OperationDefinitionNode,
  roots: readonly RootField[],
): OperationPart | undefined {
  if (roots.length === 0) return undefined;
  const selections = roots.flatMap(({ nodes }) => nodes);
  const part: OperationDefinitionNode = { ...definition, selectionSet: { ...definition.selectionSet, selections } };
  const definitions = operation.document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const documentHash = `${operationKey(operation)}:${roots.map(({ responseKey }) => responseKey).join()}`;
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [part, ...definitions] };
  return { roots, operation: { document, documentHash, operationName: operation.operationName } };
}

/** Whether a root field that is walked says of itself that it changes only with an entry in the journal. */
function isSteady(query: GraphQLObjectType, { nodes: [node] }: RootField, variables: Record<string, unknown>): boolean {
  const field = query.getFields()[node?.name.value ?? ""];
  const steadyIf = field?.extensions["steadyIf"] as SteadyIf | undefined;
  return Boolean(node && field && steadyIf?.(getArgumentValues(field, node, variables)));
}

/** Whether a statement can write it: below the root cursors and their like are ours to make. */
function isWritable(object: PlannedObject): boolean {
  return object.fields.every((field) => {
    const below = objectBelow(field);
    return below === undefined || ((field.kind !== "list" || !field.page.isPaged) && isWritable(below));
  });
}
