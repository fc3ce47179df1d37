import type { ExecutionResult, GraphQLSchema } from "graphql";

import type { GraphContext } from "../../resolvers/graph-context.js";
import { JsonText } from "../../schema/read/json-text.js";
import type { Reader, ReadMode } from "../../schema/read/reader.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { CompiledOperations } from "./compiled-operations.js";
import { KeptAnswers } from "./kept-answers.js";
import type { Operation } from "./operation.js";
import type { OperationPart, Study } from "./operation-study.js";
import { textMembers } from "./text-answer.js";

/** The modes of execution in which plans answer for more than their own field. */
export type PlannedMode = "rows" | "text" | "kept";

export interface PlannedAnswerParts {
  schema: GraphQLSchema;
  /** The same graph without the resolvers of what plans read, so that rows are walked in place. */
  plainSchema: () => GraphQLSchema;
  reader: Reader;
  mode: PlannedMode;
  /** Executes root fields that no plan reads, resolver by resolver, in the given snapshot. */
  walk: (operation: Operation, context: GraphContext, snapshot?: TenantContext) => Promise<ExecutionResult>;
}

export type Data = Record<string, unknown>;

/** One operation with root fields of which plans read everything. */
export interface PlannedOperation {
  operation: Operation;
  study: Study;
  planned: OperationPart;
  /** Coerced. */
  variables: Record<string, unknown>;
  context: GraphContext;
}

/** A part of an answer has errors: then the operation is executed as a whole, and they stand where they belong. */
export class PartRefused extends Error {}

/** Answers operations that plans read, as a whole or in part, in the shortest way that each of them and the mode allow. */
export class PlannedAnswers {
  private readonly kept = new KeptAnswers();
  private plain: CompiledOperations | undefined;

  constructor(private readonly parts: PlannedAnswerParts) {}

  /** The operation's data, all of one snapshot. Whatever it throws, ordinary execution says it at its place. */
  of(asked: PlannedOperation): Promise<JsonText | Data> {
    const { mode } = this.parts;
    const { operation, study, context } = asked;
    if (!study.isText || mode === "rows") return this.inSnapshot(asked, (snapshot) => this.rows(asked, snapshot));
    const write = (): Promise<JsonText> => this.inSnapshot(asked, (snapshot) => this.text(asked, snapshot));
    if (mode === "text" || !study.isSteady) return write();
    return this.kept.serve(operation, context.caller.tenant(), write);
  }

  /** The planned root fields as plain rows, and the others walked, put together in the answer's order. */
  private async rows(asked: PlannedOperation, snapshot: TenantContext | undefined): Promise<Data> {
    const { operation, study, planned } = asked;
    const walking = this.walked(asked, snapshot);
    const part = { ...planned.operation, variables: operation.variables };
    const running = this.plainOperations().run(part, this.within("plain", asked, snapshot));
    const [walked, plain] = await both(walking, running.then(dataOf));
    return Object.fromEntries(
      study.roots.map(({ responseKey: key }) => [key, key in plain ? plain[key] : walked[key]]),
    );
  }

  /** The planned root fields as their statements write them, and the others walked, put together in the answer's order. */
  private async text(asked: PlannedOperation, snapshot: TenantContext | undefined): Promise<JsonText> {
    const { study, planned, variables } = asked;
    const walking = this.walked(asked, snapshot);
    const within = this.within("text", asked, snapshot);
    const writing = textMembers(this.parts.schema, planned.roots, study, variables, within);
    const [walked, texts] = await both(walking, writing);
    const members = study.roots.map(
      ({ responseKey: key }) => `${JSON.stringify(key)}:${texts.get(key) ?? JSON.stringify(walked[key])}`,
    );
    return new JsonText(`{${members.join(",")}}`);
  }

  private async walked(
    { operation, study: { walked }, context }: PlannedOperation,
    snapshot: TenantContext | undefined,
  ): Promise<Data> {
    if (!walked) return {};
    return dataOf(await this.parts.walk({ ...walked.operation, variables: operation.variables }, context, snapshot));
  }

  private within(mode: ReadMode, { context }: PlannedOperation, snapshot: TenantContext | undefined): GraphContext {
    return context.renewed({ reader: this.parts.reader, mode, ...(snapshot && { snapshot }) });
  }

  /** One planned root field is one statement and its own snapshot; whatever reads more than once shares one. */
  private inSnapshot<Result>(
    { study: { roots }, context }: PlannedOperation,
    work: (snapshot?: TenantContext) => Promise<Result>,
  ): Promise<Result> {
    return roots.length === 1 ? work() : context.caller.tenant().snapshot(work);
  }

  /** Made when the first rows are walked: text needs none. */
  private plainOperations(): CompiledOperations {
    this.plain ??= new CompiledOperations(this.parts.plainSchema());
    return this.plain;
  }
}

/** Waits for both even if one fails: they share a snapshot, which must not end under the other. */
async function both<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

function dataOf({ data, errors }: ExecutionResult): Data {
  if (errors || !data) throw new PartRefused("A part has errors");
  return data;
}
