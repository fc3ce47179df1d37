import type { FastifyInstance } from "fastify";

import type { Door } from "./http-server.js";

const METHODS = "GET, POST";
const REQUEST_HEADERS = "authorization, content-type, apollo-require-preflight, idempotency-key, if-none-match";
/** What a page may read of an answer beside its body. */
const ANSWER_HEADERS =
  "etag, retry-after, ratelimit, ratelimit-policy, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset";
const PREFLIGHT_SECONDS = 600;

/** The addresses that pages of other sites may use: those that take a key. Cookies never go there, whatever the page. */
const SHARED = /^\/(?:t\/[^/]+\/)?(?:graphql|(?:ofrep\/)?v1\/[^?]*|openapi\.json)(?:\?|$)/;

/**
 * Lets pages of the listed origins call the graph and REST with a key of their own; with none listed, nobody's. It must be
 * added before all other doors.
 */
export function corsDoor(origins: readonly string[]): Door {
  const allowed = new Set(origins);
  return (app: FastifyInstance): void => {
    if (allowed.size === 0) return;
    app.addHook("onRequest", async (request, reply) => {
      if (!SHARED.test(request.url)) return;
      void reply.header("vary", "Origin");
      const { origin, "access-control-request-method": asked } = request.headers;
      if (origin === undefined || !allowed.has(origin)) return;
      void reply.headers({
        "access-control-allow-origin": origin,
        "access-control-expose-headers": ANSWER_HEADERS,
      });
      if (request.method !== "OPTIONS" || asked === undefined) return;
      void reply.headers({
        "access-control-allow-methods": METHODS,
        "access-control-allow-headers": REQUEST_HEADERS,
        "access-control-max-age": PREFLIGHT_SECONDS,
      });
      return reply.code(204).send();
    });
  };
}
