import type { ApolloServerPlugin } from "@apollo/server";
import { ApolloServer, HeaderMap } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { FormattedExecutionResult } from "graphql";
import { GraphQLError } from "graphql";

import type { GraphContext } from "../../resolvers/graph-context.js";
import { JsonText } from "../../schema/read/json-text.js";
import { assert } from "../../shared/errors.js";
import type { GraphExecutor } from "./graph-executor.js";
import { LIMIT_RULES, PARSE_LIMITS, TOO_DEEP, isTooLarge } from "./limits/graph-limits.js";
import { refuseIntrospection } from "./limits/introspection.js";
import { OperationSpending } from "./limits/operation-spending.js";
import { strangersErrors } from "./limits/stranger-documents.js";
import type { TrustedDocuments } from "./limits/trusted-documents.js";

/** A suggestion names fields that the asker did not name: to a stranger it would be introspection by guessing. */
const SUGGESTION = / Did you mean .*$/s;

/** As Node words the end of the stack. */
const isStackSpent = (message: string): boolean => message.startsWith("Maximum call stack size");

/**
 * Apollo Server with what costs time taken out: no cache control, no tracing, nothing that hooks every field; and with
 * graphql-jit as its executor. Measured together at nine times the default. The caller is known before it is reached.
 */
export async function createGraphServer(
  executor: GraphExecutor,
  trusted: TrustedDocuments,
): Promise<ApolloServer<GraphContext>> {
  const { schema } = executor;
  const server = new ApolloServer<GraphContext>({
    gateway: {
      onSchemaLoadOrUpdate(tell) {
        tell({ apiSchema: schema, coreSupergraphSdl: "" });
        return () => undefined;
      },
      load: async () => ({
        executor: async (asked) => {
          const { document, queryHash, request } = asked;
          // The name as it was sent: Apollo leaves out one that no operation has.
          const { operationName, variables } = request;
          const operation = { document, documentHash: queryHash, operationName, variables };
          return executor.execute(operation, asked.context as GraphContext);
        },
      }),
      stop: () => Promise.resolve(),
    },
    stringifyResult: answerText,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: "production",
    parseOptions: PARSE_LIMITS,
    validationRules: LIMIT_RULES,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      guard(trusted),
    ],
  });
  await server.start();
  return server;
}

/** An answer's data as JSON; what is text already stays as it is. */
const textOf = (data: object): Record<string, unknown> =>
  (data instanceof JsonText ? data : new JsonText(JSON.stringify(data))) as unknown as Record<string, unknown>;

/** The answer as JSON: data that is text already stays as it is. */
function answerText({ data, ...rest }: FormattedExecutionResult): string {
  const around = JSON.stringify(data instanceof JsonText ? rest : { ...rest, ...(data !== undefined && { data }) });
  if (!(data instanceof JsonText)) return around;
  return around === "{}" ? `{"data":${data.text}}` : `{"data":${data.text},${around.slice(1)}`;
}

const overSocket = (): GraphQLError =>
  new GraphQLError("Subscriptions go over a socket: graphql-transport-ws on this path.", {
    extensions: { code: "SUBSCRIPTION_OVER_SOCKET", http: { status: 400 } },
  });

/** What depends on who asks, and so cannot be a rule of validation, whose outcome is remembered for everybody. */
const guard = (trusted: TrustedDocuments): ApolloServerPlugin<GraphContext> => ({
  unexpectedErrorProcessingRequest: async ({ error, requestContext: { contextValue } }) => {
    contextValue.log.error({ err: error, requestId: contextValue.requestId }, "a graph request failed");
  },
  requestDidStart: async ({ contextValue }) => ({
    didResolveOperation: async ({ document, operation, queryHash, request }) => {
      if (operation?.operation === "subscription") throw overSocket();
      const refused = refuseIntrospection(document, contextValue.caller);
      if (refused) throw refused;
      if (operation) spendingOf(contextValue).charge(document, operation, queryHash ?? "", request.variables ?? {});
    },
    responseForOperation: async ({ document, operation, queryHash }) => {
      if (!contextValue.caller.isStranger || trusted.has(queryHash ?? "")) return null;
      const errors = strangersErrors(document, operation, contextValue);
      if (!errors) return null;
      const formatted = errors.map((error) => error.toJSON());
      return {
        http: { status: 200, headers: new HeaderMap() },
        body: { kind: "single", singleResult: { data: null, errors: formatted } },
      };
    },
    willSendResponse: async ({ response }) => {
      if (response.body.kind !== "single") return;
      const { singleResult } = response.body;
      // Written here, not at the very end: counting its objects in the text takes less than walking them.
      singleResult.data &&= textOf(singleResult.data);
      const cost = spendingOf(contextValue).settle(singleResult.data);
      if (cost) singleResult.extensions = { ...singleResult.extensions, cost };
      if (!singleResult.errors) return;
      const { isStranger } = contextValue.caller;
      singleResult.errors = singleResult.errors?.map((error) => {
        const told = isStackSpent(error.message) ? TOO_DEEP : error.message;
        const size = isTooLarge(told) ? { code: "OPERATION_TOO_LARGE" } : {};
        return {
          ...error,
          message: isStranger ? told.replace(SUGGESTION, "") : told,
          extensions: { ...error.extensions, ...size, requestId: contextValue.requestId },
        };
      });
    },
  }),
});

/** Apollo clones the context shallowly; what is spent stands beside it. */
function spendingOf({ spending }: GraphContext): OperationSpending {
  assert(spending instanceof OperationSpending, "whoever asks pays");
  return spending;
}
