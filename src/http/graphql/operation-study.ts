import type {
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

import type { PlannedRoot } from "../../schema/read/planned.js";
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

/** What an operation leaves to resolvers, and so how it can be executed. */
export interface Study {
  roots: readonly RootField[];
  fragments: Record<string, FragmentDefinitionNode>;
  definition: OperationDefinitionNode;
  /** Whether plans read everything: no resolver below the root has anything to do. */
  isPlanned: boolean;
  /** Whether moreover the statements can write the answer themselves. */
  isText: boolean;
  /** Whether moreover nothing in it changes without an entry in the journal. */
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
    { document }: Operation,
    definition: OperationDefinitionNode,
    variables: Record<string, unknown>,
    { permissions }: TenantContext,
  ): Study {
    const { schema } = this;
    const query = schema.getQueryType() as GraphQLObjectType;
    const fragments = Object.fromEntries(
      document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
    );
    const collected = collectFields(schema, fragments, variables, query, definition.selectionSet);
    const roots = [...collected].map(([responseKey, nodes]) => ({ responseKey, nodes }));
    const study: Study = { roots, fragments, definition, isPlanned: false, isText: false, isSteady: false };
    let isForeign = false;
    visit(document, { Directive: ({ name }) => void (isForeign ||= !DIRECTIVES.has(name.value)) });
    if (isForeign) return study;

    const asked: Asked = { schema, fragments, variables, permissions, isText: true, isByLevel: false };
    const objects = (isText: boolean) => roots.map((root) => this.rootObject(query, root, { ...asked, isText }));
    const asText = objects(true);
    study.isPlanned = objects(false).every((object) => object?.isComplete);
    study.isText = asText.every((object) => object?.isComplete && isWritable(object));
    study.isSteady = study.isText && asText.every((object) => object?.isSteady);
    return study;
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

/** Whether a statement can write it: below the root cursors and their like are ours to make. */
function isWritable(object: PlannedObject): boolean {
  return object.fields.every((field) => {
    const below = objectBelow(field);
    return below === undefined || ((field.kind !== "list" || !field.page.isPaged) && isWritable(below));
  });
}
