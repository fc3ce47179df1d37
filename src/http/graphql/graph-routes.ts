import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { SESSION_DAYS } from "../../services/identity/session.service.js";
import { parseJsonBody } from "../json-body.js";
import type { CallerResolver } from "../middleware/caller-resolver.js";
import { identifyCaller } from "../middleware/identify-caller.js";
import type { SessionCookie } from "../middleware/session-cookie.js";
import { closeIfUnread } from "../problem.js";
import { INTERNAL, refusalOf } from "../refusal.js";
import type { AnswerControls, Feeds } from "../../resolvers/graph-context.js";
import { GraphContext } from "../../resolvers/graph-context.js";
import { requestError } from "./graph-errors.js";
import { GRAPH_BODY_BYTES_MAX } from "./graph-limits.js";
import type { TrustedDocuments } from "./trusted-documents.js";

export interface GraphRouteParts {
  server: ApolloServer<GraphContext>;
  callers: CallerResolver;
  cookie: SessionCookie;
  feeds: Feeds;
  trusted: TrustedDocuments;
}

/** `POST /graphql`, in an encapsulated plugin: its parser and its form of errors are its own. */
export function graphRoutes({ server, callers, cookie, feeds, trusted }: GraphRouteParts) {
  return async (app: FastifyInstance): Promise<void> => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      "application/json",
      { parseAs: "buffer", bodyLimit: GRAPH_BODY_BYTES_MAX },
      async (_: FastifyRequest, body: Buffer) => parseJsonBody(body),
    );
    app.setErrorHandler((error: FastifyError, request, reply) => refuse(error, request, reply, cookie));

    const contexts = new WeakMap<FastifyRequest, GraphContext>();
    // Before the body is read: who may not ask at all does not make us read it.
    app.addHook("onRequest", async (request, reply) => {
      const caller = await identifyCaller(callers, cookie, request);
      const answer: AnswerControls = {
        beginSession: (token) => void reply.header("set-cookie", cookie.begin(token, SESSION_DAYS)),
        endSession: () => void reply.header("set-cookie", cookie.end()),
      };
      contexts.set(request, new GraphContext({ caller, requestId: request.id, log: request.log, answer, feeds }));
    });
    app.addHook("preHandler", async (request) => spellOut(request, trusted));
    const handler = fastifyApolloHandler(server, {
      context: async (request) => {
        const context = contexts.get(request as FastifyRequest);
        if (!context) throw new Error("Broken assumption: the caller is known before Apollo is asked");
        return context;
      },
    });
    app.route({ method: ["GET", "POST"], url: "/graphql", handler });
  };
}

/** Puts the document in the place of its id, for Apollo knows no ids. */
function spellOut(request: FastifyRequest, trusted: TrustedDocuments): void {
  const { body, query } = request;
  if (typeof body === "object" && body !== null) request.body = trusted.spelledOut(body);
  if (!("documentId" in (query as object))) return;
  const spelled = trusted.spelledOut(query as Record<string, string>);
  const [path = ""] = request.url.split("?");
  request.raw.url = `${path}?${new URLSearchParams(spelled).toString()}`;
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, cookie: SessionCookie): FastifyReply {
  const refusal = refusalOf(error);
  if (!refusal) request.log.error({ err: error }, "a graph request failed");
  const told = refusal ?? INTERNAL;
  closeIfUnread(request, reply);
  // A browser whose session has ended would otherwise send its cookie for ever, even to sign in.
  const isStaleCookie = told.status === 401 && request.headers.authorization === undefined;
  if (isStaleCookie) void reply.header("set-cookie", cookie.end());
  if (told.retryAfterSeconds !== undefined) void reply.header("retry-after", told.retryAfterSeconds);
  return reply.code(told.status).send(requestError(told, request.id));
}
