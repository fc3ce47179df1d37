import { isDeepStrictEqual } from "node:util";

import type { ExecutionResult } from "graphql";
import { getOperationAST } from "graphql";

import type { Container } from "../../src/container.js";
import type { ExecutionMode } from "../../src/http/graphql/graph-executor.js";
import { GraphExecutor } from "../../src/http/graphql/graph-executor.js";
import type { Operation } from "../../src/http/graphql/operation.js";
import type { GraphContext } from "../../src/resolvers/graph-context.js";

const MODES: readonly ExecutionMode[] = ["levels", "rows", "text", "kept"];
/** What happens meanwhile may be seen by one execution and not by the other; not time and again. */
const ATTEMPTS_MAX = 4;

/** Executes each query in every mode, and fails unless all give the same answer: so every test of the graph tests them all. */
export class ComparingExecutor extends GraphExecutor {
  private readonly others: GraphExecutor[];

  private constructor(container: Container) {
    const [last, ...others] = [...MODES].reverse().map((mode) => container.graphExecutor(mode));
    super(last!.parts);
    this.others = others;
  }

  static of(container: Container): ComparingExecutor {
    return new ComparingExecutor(container);
  }

  override async execute(operation: Operation, context: GraphContext, rootValue?: unknown): Promise<ExecutionResult> {
    const kind = getOperationAST(operation.document, operation.operationName)?.operation;
    if (kind !== "query") return super.execute(operation, context, rootValue);
    for (let attempt = 1; ; attempt++) {
      const own = await super.execute(operation, context, rootValue);
      const again = await super.execute(operation, context, rootValue);
      const others = [];
      for (const other of this.others) others.push(await other.execute(operation, context, rootValue));
      const answers = [own, again, ...others].map(plain);
      const unlike = answers.findIndex((answer) => !isDeepStrictEqual(answer, answers[0]));
      if (unlike === -1) return own;
      if (attempt === ATTEMPTS_MAX) {
        const mode = [...MODES, "kept"].reverse()[unlike];
        throw new Error(
          `Mode ${mode} answers otherwise: ${JSON.stringify(answers[unlike])} instead of ${JSON.stringify(answers[0])}`,
        );
      }
    }
  }
}

/** When an answer was made is the one thing in it that another execution may tell otherwise. */
const plain = (result: ExecutionResult): unknown =>
  JSON.parse(JSON.stringify(result), (key, value: unknown) => (key === "generatedAt" ? undefined : value));
