import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { GraphQLFormattedError } from "graphql";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { SESSION_DAYS } from "../../services/identity/session.service.js";
import { AppError, assert } from "../../shared/errors.js";
import { takeOnlyJson } from "../json-body.js";
import type { CallerParts } from "../middleware/limited-caller.js";
import { identifyRequests } from "../middleware/limited-caller.js";
import type { SessionCookie } from "../middleware/session-cookie.js";
import { closeIfUnread } from "../problem.js";
import { INTERNAL, refusalOf } from "../refusal.js";
import type { AnswerControls, Feeds } from "../../resolvers/graph-context.js";
import { GraphContext } from "../../resolvers/graph-context.js";
import { conditionalSubscriptionIn } from "./limits/conditional-subscriptions.js";
import { requestError } from "./graph-errors.js";
import { GRAPH_BODY_BYTES_MAX } from "./limits/graph-limits.js";
import type { QueryCosts } from "./limits/query-cost.js";
import { OperationSpending } from "./limits/operation-spending.js";
import type { TrustedDocuments } from "./limits/trusted-documents.js";

export interface GraphRouteParts extends CallerParts {
  server: ApolloServer<GraphContext>;
  costs: QueryCosts;
  feeds: Feeds;
  trusted: TrustedDocuments;
  /** The cookie of sessions that begin and end here, where it is another than the one that is read. */
  begins?: SessionCookie;
}

/** `POST /graphql`, in an encapsulated plugin: its parser and its form of errors are its own. */
export function graphRoutes(parts: GraphRouteParts) {
  const { server, callers, cookie, limits, costs, feeds, trusted, begins = cookie } = parts;
  return async (app: FastifyInstance): Promise<void> => {
    takeOnlyJson(app, GRAPH_BODY_BYTES_MAX);
    app.setErrorHandler((error: FastifyError, request, reply) => refuse(error, request, reply, cookie));

    const spendings = new WeakMap<FastifyRequest, OperationSpending>();
    app.addHook("onSend", async (request, reply, payload) => {
      spendings.get(request)?.chargeRefused();
      return reply.statusCode < 400 ? payload : named(payload, request, reply);
    });
    const knownOf = identifyRequests(app, { callers, cookie, limits }, "graph", (budget) => budget.requireSome());
    app.addHook("onRequest", async (request, reply) => {
      const { signedIn } = knownOf(request).caller;
      // Also what was asked for something else tells a page that its person's rights are others than it knows (C-MEM-16).
      if (signedIn) void reply.header("tributary-session-generation", signedIn.generation);
      spendings.set(request, new OperationSpending(knownOf(request).budget, costs));
    });
    app.addHook("preHandler", async (request) => spellOut(request, trusted));
    app.addHook("preHandler", async ({ body, query }) => {
      for (const { query: text } of [body ?? {}, query ?? {}] as { query?: unknown }[]) {
        const refused = conditionalSubscriptionIn(text);
        if (refused) throw new AppError("badRequest", refused.message, { code: String(refused.extensions["code"]) });
      }
    });
    const handler = fastifyApolloHandler(server, {
      context: async (given, reply) => {
        const request = given as FastifyRequest;
        const spending = spendings.get(request);
        assert(spending, "the caller is known before Apollo is asked");
        const answer: AnswerControls = {
          beginSession: (token) => void reply.header("set-cookie", begins.begin(token, SESSION_DAYS)),
          endSession: () => void reply.header("set-cookie", begins.end()),
        };
        const { id: requestId, log } = request;
        return new GraphContext({ caller: knownOf(request).caller, requestId, log, answer, feeds, spending });
      },
    });
    app.route({ method: ["GET", "POST"], url: "/graphql", handler });
  };
}

/** Apollo refuses some requests before anything of ours is asked: they get their id as well, and a code. */
function named(payload: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  if (typeof payload !== "string" || !payload.startsWith('{"errors":[')) return payload;
  const answer = JSON.parse(payload) as { errors: GraphQLFormattedError[] };
  const errors = answer.errors.map((error) => ({
    ...error,
    extensions: { code: "BAD_REQUEST", requestId: request.id, ...error.extensions },
  }));
  void reply.removeHeader("content-length");
  return JSON.stringify({ ...answer, errors });
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
