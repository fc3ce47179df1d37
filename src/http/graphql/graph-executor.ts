import type { ExecutionResult, GraphQLSchema } from "graphql";
import { GraphQLError, getOperationAST } from "graphql";

import type { GraphContext } from "../../resolvers/graph-context.js";
import { JsonText } from "../../schema/read/json-text.js";
import type { ReadMode, Reader } from "../../schema/read/reader.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { refusalOf } from "../refusal.js";
import { CompiledOperations } from "./compiled-operations.js";
import { maskedError } from "./graph-errors.js";
import { KeptAnswers } from "./kept-answers.js";
import type { Operation } from "./operation.js";
import type { Study } from "./operation-study.js";
import { OperationStudies } from "./operation-study.js";
import { textMembers } from "./text-answer.js";

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
    const { mode } = this.parts;
    const tenant = context.caller.tenant();
    const studied = mode === "levels" ? undefined : this.studies.of(operation, tenant);
    if (studied?.study.planned) {
      const { study, variables } = studied;
      const isText = study.isText && mode !== "rows";
      const short = (): Promise<Answer> =>
        this.inSnapshot(study, context, (snapshot) =>
          this.inParts({ study, variables, isText }, operation, context, snapshot),
        );
      try {
        const data =
          isText && mode === "kept" && study.isSteady
            ? await this.kept.serve(operation, tenant, async () => (await short()) as JsonText)
            : await short();
        return { data } as unknown as ExecutionResult;
      } catch (error) {
        // Whatever went wrong, ordinary execution says it at its place and in its words.
        if (!(error instanceof PartRefused || refusalOf(error))) {
          context.log.error({ err: error, requestId: context.requestId }, "a planned answer failed");
        }
      }
    }
    return tenant.snapshot((snapshot) => this.walk(operation, context, snapshot));
  }

  /** The planned root fields as text or as plain rows, and the others walked, put together in the answer's order. */
  private async inParts(
    { study, variables, isText }: { study: Study; variables: Record<string, unknown>; isText: boolean },
    { variables: sent }: Operation,
    context: GraphContext,
    snapshot: TenantContext | undefined,
  ): Promise<Answer> {
    const { roots, planned, walked } = study;
    const { reader, schema } = this.parts;
    const within = (mode: ReadMode): GraphContext => context.renewed({ reader, mode, ...(snapshot && { snapshot }) });
    const walking: Promise<Data> = walked
      ? this.walk({ ...walked.operation, variables: sent }, context, snapshot).then(dataOf)
      : Promise.resolve({});
    if (!planned) return walking;
    if (!isText) {
      const running = this.plainOperations().run({ ...planned.operation, variables: sent }, within("plain"));
      const [rest, plain] = await both(walking, running.then(dataOf));
      return Object.fromEntries(roots.map(({ responseKey: key }) => [key, key in plain ? plain[key] : rest[key]]));
    }
    const writing = textMembers(schema, planned.roots, study, variables, within("text"));
    const [rest, texts] = await both(walking, writing);
    const members = roots.map(
      ({ responseKey: key }) => `${JSON.stringify(key)}:${texts.get(key) ?? JSON.stringify(rest[key])}`,
    );
    return new JsonText(`{${members.join(",")}}`);
  }

  private walk(
    operation: Operation,
    context: GraphContext,
    snapshot: TenantContext | undefined,
  ): Promise<ExecutionResult> {
    const { reader } = this.parts;
    return this.walking.run(operation, context.renewed({ reader, mode: this.readMode, ...(snapshot && { snapshot }) }));
  }

  /** One planned root field is one statement and its own snapshot; whatever reads more than once shares one. */
  private inSnapshot<Result>(
    { roots, planned }: Study,
    context: GraphContext,
    work: (snapshot?: TenantContext) => Promise<Result>,
  ): Promise<Result> {
    if (planned && roots.length === 1) return work();
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

type Data = Record<string, unknown>;
type Answer = JsonText | Data;

/** Waits for both even if one fails: they share a snapshot, which must not end under the other. */
async function both<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

/** A part of an answer has errors: then the operation is executed as a whole, and they stand where they belong. */
class PartRefused extends Error {}

function dataOf({ data, errors }: ExecutionResult): Data {
  if (errors || !data) throw new PartRefused("A part has errors");
  return data;
}

const unresolved = (name: string | null | undefined): GraphQLError =>
  new GraphQLError(name ? `Unknown operation named "${name}".` : "Must provide operation name.", {
    extensions: { code: "OPERATION_RESOLUTION_FAILURE" },
  });
