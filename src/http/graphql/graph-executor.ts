import type { ExecutionResult, GraphQLSchema } from "graphql";
import { GraphQLError, getOperationAST } from "graphql";

import type { GraphContext } from "../../resolvers/graph-context.js";
import type { JsonText } from "../../schema/read/page-text.js";
import type { Reader } from "../../schema/read/reader.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { refusalOf } from "../refusal.js";
import { CompiledOperations } from "./compiled-operations.js";
import { maskedError } from "./graph-errors.js";
import { KeptAnswers } from "./kept-answers.js";
import type { Operation } from "./operation.js";
import type { Study } from "./operation-study.js";
import { OperationStudies } from "./operation-study.js";
import { textAnswer } from "./text-answer.js";

/**
 * How far execution is cut short, each with the same answers: `levels` reads every field that leads to other rows by
 * itself, `rows` the whole selection by one statement, `text` takes the answer as the statement wrote it, and `kept` gives
 * it again while nothing has changed.
 */
export type ExecutionMode = "levels" | "rows" | "text" | "kept";

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
  private plain: CompiledOperations | undefined;
  private readonly studies: OperationStudies;
  private readonly kept = new KeptAnswers();

  constructor(readonly parts: GraphExecutorParts) {
    this.walking = new CompiledOperations(parts.schema);
    this.studies = new OperationStudies(parts.schema, parts.reader);
  }

  get schema(): GraphQLSchema {
    return this.parts.schema;
  }

  /**
   * Runs a query on one snapshot, and a mutation in the transactions that its services open. Errors come back masked. The
   * data of a query may be a JsonText.
   */
  async execute(operation: Operation, context: GraphContext, rootValue?: unknown): Promise<ExecutionResult> {
    const kind = getOperationAST(operation.document, operation.operationName)?.operation;
    // graphql-jit would run the only operation whatever name was asked for, and Apollo holds that for a fault of ours.
    if (!kind) return { errors: [unresolved(operation.operationName)] };
    const isRead = kind === "query" && context.caller.authenticated !== undefined;
    const result = isRead
      ? await this.read(operation, context)
      : await this.walking.run(
          operation,
          context.renewed({ reader: this.parts.reader, mode: this.readMode }),
          rootValue,
        );
    if (!result.errors) return result;
    return { ...result, errors: result.errors.map((error) => maskedError(error, context.requestId, context.log)) };
  }

  private async read(operation: Operation, context: GraphContext): Promise<ExecutionResult> {
    const { mode, reader, schema } = this.parts;
    const tenant = context.caller.tenant();
    const studied = mode === "levels" ? undefined : this.studies.of(operation, tenant);
    const study = studied?.study;
    if (studied && study?.isText && mode !== "rows") {
      const text = (): Promise<JsonText> =>
        this.inSnapshot(study, context, (snapshot) => {
          const within = context.renewed({ reader, mode: "text", ...(snapshot && { snapshot }) });
          return textAnswer(schema, study, studied.variables, within);
        });
      try {
        const data = mode === "kept" && study.isSteady ? await this.kept.serve(operation, tenant, text) : await text();
        return { data } as unknown as ExecutionResult;
      } catch (error) {
        // Whatever went wrong, ordinary execution says it at its place and in its words.
        if (!refusalOf(error))
          context.log.error({ err: error, requestId: context.requestId }, "an answer's own text failed");
      }
    }
    if (study?.isPlanned) {
      const plain = await this.inSnapshot(study, context, (snapshot) =>
        this.plainOperations().run(
          operation,
          context.renewed({ reader, mode: "plain", ...(snapshot && { snapshot }) }),
        ),
      );
      if (!plain.errors) return plain;
    }
    return this.inSnapshot(undefined, context, (snapshot) =>
      this.walking.run(operation, context.renewed({ reader, mode: this.readMode, ...(snapshot && { snapshot }) })),
    );
  }

  /** One planned root field is one statement and its own snapshot; whatever reads more than once shares one. */
  private inSnapshot<Result>(
    study: Study | undefined,
    context: GraphContext,
    work: (snapshot?: TenantContext) => Promise<Result>,
  ): Promise<Result> {
    if (study?.isPlanned && study.roots.length === 1) return work();
    return context.caller.tenant().snapshot(work);
  }

  private plainOperations(): CompiledOperations {
    this.plain ??= new CompiledOperations(this.parts.plainSchema());
    return this.plain;
  }

  private get readMode(): "levels" | "rows" {
    return this.parts.mode === "levels" ? "levels" : "rows";
  }
}

const unresolved = (name: string | null | undefined): GraphQLError =>
  new GraphQLError(name ? `Unknown operation named "${name}".` : "Must provide operation name.", {
    extensions: { code: "OPERATION_RESOLUTION_FAILURE" },
  });
