import type { ExecutionResult, GraphQLSchema } from "graphql";
import { GraphQLError, getOperationAST } from "graphql";

import type { GraphContext } from "../../resolvers/graph-context.js";
import type { Reader } from "../../schema/read/reader.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { refusalOf } from "../refusal.js";
import { CompiledOperations } from "./compiled-operations.js";
import { maskedError, unresolvedOperation } from "./graph-errors.js";
import { nullCondition } from "./limits/null-conditions.js";
import type { Operation } from "./operation.js";
import { OperationStudies } from "./operation-study.js";
import type { Data, PlannedMode } from "./planned-answers.js";
import { PartRefused, PlannedAnswers } from "./planned-answers.js";

/**
 * How far execution is cut short, each with the same answers: `levels` reads every field that leads to other rows by
 * itself, `rows` the whole selection by one statement, `text` takes the answer as the statement wrote it, and `kept` gives
 * it again while nothing has changed.
 */
export type ExecutionMode = "levels" | PlannedMode;

export interface GraphExecutorParts {
  schema: GraphQLSchema;
  /** The same graph without the resolvers of what plans read, so that rows are walked in place. */
  plainSchema: () => GraphQLSchema;
  reader: Reader;
  mode: ExecutionMode;
}

/** Executes operations in the shortest way that each of them allows. */
export class GraphExecutor {
  private readonly walking: CompiledOperations;
  private readonly studies: OperationStudies;
  /** Absent in the mode `levels`. */
  private readonly planned: PlannedAnswers | undefined;

  constructor(readonly parts: GraphExecutorParts) {
    const { schema, plainSchema, reader, mode } = parts;
    this.walking = new CompiledOperations(schema);
    this.studies = new OperationStudies(schema, reader);
    const walk = this.walk.bind(this);
    this.planned = mode === "levels" ? undefined : new PlannedAnswers({ schema, plainSchema, reader, mode, walk });
  }

  get schema(): GraphQLSchema {
    return this.parts.schema;
  }

  /**
   * Runs a query on one snapshot, and a mutation in the transactions that its services open. Errors come back masked. The
   * data of a query may be a JsonText.
   *
   * @param rootValue - what a subscription's frame is made of.
   */
  async execute(operation: Operation, context: GraphContext, rootValue?: unknown): Promise<ExecutionResult> {
    const definition = getOperationAST(operation.document, operation.operationName);
    // graphql-jit would run the only operation whatever name was asked for, and Apollo holds that for a fault of ours.
    if (!definition) return { errors: [unresolvedOperation(operation.operationName)] };
    const refused = nullCondition(operation, definition);
    if (refused) return { errors: [refused] };
    const isRead = definition.operation === "query" && context.caller.authenticated !== undefined;
    const result = isRead
      ? await this.read(operation, context)
      : await this.walk(operation, context, undefined, rootValue);
    if (!result.errors) return result;
    return { ...result, errors: result.errors.map((error) => maskedError(error, context.requestId, context.log)) };
  }

  private async read(operation: Operation, context: GraphContext): Promise<ExecutionResult> {
    const tenant = context.caller.tenant();
    const studied = this.planned && this.studies.of(operation, tenant);
    const planned = studied?.study.planned;
    if (this.planned && planned) {
      try {
        const data = await this.planned.of({ ...studied, planned, operation, context });
        // graphql's own type knows only objects; whoever takes an answer from here knows texts as well.
        return { data: data as Data };
      } catch (error) {
        // Whatever went wrong, ordinary execution says it at its place and in its words.
        if (!(error instanceof PartRefused || error instanceof GraphQLError || refusalOf(error))) {
          context.log.error({ err: error, requestId: context.requestId }, "a planned answer failed");
        }
      }
    }
    return tenant.snapshot((snapshot) => this.walk(operation, context, snapshot));
  }

  /** Resolver by resolver; what plans can read below one is read at once, but for the mode `levels`. */
  private walk(
    operation: Operation,
    context: GraphContext,
    snapshot?: TenantContext,
    rootValue?: unknown,
  ): Promise<ExecutionResult> {
    const { reader } = this.parts;
    const mode = this.planned ? "rows" : "levels";
    return this.walking.run(operation, context.renewed({ reader, mode, ...(snapshot && { snapshot }) }), rootValue);
  }
}
