import { STATUS_CODES } from "node:http";

import type { FastifyReply, FastifyRequest } from "fastify";

import type { Refusal } from "./refusal.js";
import { INTERNAL, refusalOf } from "./refusal.js";

/** RFC 9457. `code` is stable; `type` is the same as a URN. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId: string;
  path?: string[] | undefined;
}

/** REST spells every code in lower case. */
const restCode = (code: string): string => code.toLowerCase();

function problemOf({ status, code, message, path }: Refusal, requestId: string): Problem {
  const named = restCode(code);
  return {
    type: `urn:tributary:problem:${named}`,
    title: STATUS_CODES[status] ?? "Error",
    status,
    code: named,
    detail: message,
    requestId,
    path,
  };
}

/** A body that nobody reads any more would hold its connection, and so the server's stop, until its sender gives up. */
export function closeIfUnread(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete) return;
  void reply.header("connection", "close");
  request.raw.resume();
}

/** Answers an error as a problem. A bug is logged with everything and told with nothing but the request's id. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error);
  if (!refusal) request.log.error({ err: error }, "a request failed");
  const told = refusal ?? INTERNAL;
  closeIfUnread(request, reply);
  if (told.retryAfterSeconds !== undefined) void reply.header("retry-after", told.retryAfterSeconds);
  if (told.status === 401) void reply.header("www-authenticate", "Bearer");
  return reply
    .code(told.status)
    .type("application/problem+json")
    .serializer((problem: unknown) => JSON.stringify(problem))
    .send(problemOf(told, request.id));
}
