import { isDeepStrictEqual } from "node:util";

import type { ExecutionResult, GraphQLSchema } from "graphql";
import { getOperationAST } from "graphql";

import type { Container } from "../../src/container.js";
import type { ExecutionMode } from "../../src/http/graphql/graph-executor.js";
import { GraphExecutor } from "../../src/http/graphql/graph-executor.js";
import type { Operation } from "../../src/http/graphql/operation.js";
import type { GraphContext } from "../../src/resolvers/graph-context.js";

/** Beside the one that servers have, `kept`. */
const OTHERS: readonly ExecutionMode[] = ["text", "rows", "levels"];
/** What happens meanwhile may be seen by one execution and not by the other; not time and again. */
const ATTEMPTS_MAX = 4;

/** Executes each query in every mode, and fails unless all give the same answer: so every test of the graph tests them all. */
export class ComparingExecutor extends GraphExecutor {
  private readonly others: GraphExecutor[];

  private constructor(container: Container) {
    // One graph serves every mode: making it is most of what it costs to start a server.
    const { parts } = container.graphExecutor("kept");
    let plain: GraphQLSchema | undefined;
    const shared = { ...parts, plainSchema: () => (plain ??= parts.plainSchema()) };
    super(shared);
    this.others = OTHERS.map((mode) => new GraphExecutor({ ...shared, mode }));
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
        const mode = ["kept", "kept", ...OTHERS][unlike];
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
