import { HeaderMap } from "@apollo/server";
import type { GraphQLFormattedError } from "graphql";
import { GraphQLError } from "graphql";

import type { FailureLog } from "../../resolvers/graph-context.js";
import type { Refusal } from "../refusal.js";
import { INTERNAL, refusalOf } from "../refusal.js";

/** What is told of an error, by which name it can be found in the log, and nothing else. */
export const errorExtensions = ({ code, path, retryAfterSeconds }: Refusal, requestId: string) => ({
  code,
  requestId,
  ...(path === undefined ? {} : { inputPath: path }),
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

interface ExecutionError {
  message: string;
  path?: GraphQLError["path"];
  locations?: GraphQLError["locations"];
  originalError?: unknown;
  extensions?: Record<string, unknown> | undefined;
}

/**
 * An error of execution as the caller may see it. graphql-jit's errors have no `extensions`, on which Apollo's normaliser
 * breaks, so each becomes a GraphQLError. Refusals keep their code; a bug becomes INTERNAL and the log has the rest.
 */
export function maskedError(error: ExecutionError, requestId: string, log: FailureLog): GraphQLError {
  const cause = originOf(error);
  const place = { path: error.path, ...(error instanceof GraphQLError ? { nodes: error.nodes } : {}) };
  // Without a cause it is the executor's own word: a variable that does not fit, a null where none may be.
  if (cause === undefined || isClientsFault(cause)) {
    const code = codeOf(cause ?? error) ?? "BAD_USER_INPUT";
    return new GraphQLError(error.message, { ...place, extensions: { code, requestId } });
  }
  const refusal = refusalOf(cause);
  if (!refusal) log.error({ err: cause, path: error.path, requestId }, "a field failed");
  const told = refusal ?? INTERNAL;
  return new GraphQLError(told.message, {
    ...place,
    extensions: { ...errorExtensions(told, requestId), ...http(told) },
  });
}

/** Apollo takes it out of the error again. Whoever tries too often is told so by the protocol as well (C-SEC-03). */
function http({ status, retryAfterSeconds }: Refusal): object {
  if (status !== 429) return {};
  return { http: { status, headers: new HeaderMap([["retry-after", String(retryAfterSeconds ?? 1)]]) } };
}

/** What was thrown first: executors wrap once, graphql-js sometimes twice. */
function originOf(error: ExecutionError): unknown {
  let cause: unknown = error.originalError;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

const codeOf = (error: unknown): string | undefined =>
  (error as { extensions?: { code?: string } | undefined }).extensions?.code;

/** Thrown by a scalar of ours about a value of theirs. */
const isClientsFault = (cause: unknown): boolean => cause instanceof GraphQLError && codeOf(cause) === "BAD_USER_INPUT";

/** A refusal of the whole request, in the graph's form. */
export const requestError = (refusal: Refusal, requestId: string): { errors: GraphQLFormattedError[] } => ({
  errors: [{ message: refusal.message, extensions: errorExtensions(refusal, requestId) }],
});

/** No operation of the document is meant by this name. */
export const unresolvedOperation = (name: string | null | undefined): GraphQLError =>
  new GraphQLError(name ? `Unknown operation named "${name}".` : "Must provide operation name.", {
    extensions: { code: "OPERATION_RESOLUTION_FAILURE" },
  });
