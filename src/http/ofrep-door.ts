import { createHash } from "node:crypto";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { FlagOutcome } from "../services/platform/flags/flag-evaluation.js";
import type { FlagEvaluationService } from "../services/platform/flags/flag-evaluation.service.js";
import { AppError } from "../shared/errors.js";
import type { TenantContext } from "../shared/tenant-context.js";
import type { Door } from "./http-server.js";
import { parseJsonBody, takeOnlyJson } from "./json-body.js";
import type { CallerParts } from "./middleware/limited-caller.js";
import { identifyRequests } from "./middleware/limited-caller.js";
import { closeIfUnread, sendProblem } from "./problem.js";

/** A context is a handful of names. */
const BODY_BYTES_MAX = 65_536;
const KEY_LENGTH_MAX = 63;

/** A refusal in OpenFeature's words. */
class EvaluationError extends Error {
  constructor(
    readonly status: 400 | 404,
    readonly errorCode: "PARSE_ERROR" | "TARGETING_KEY_MISSING" | "INVALID_CONTEXT" | "FLAG_NOT_FOUND",
    details: string,
  ) {
    super(details);
  }
}

export interface OfrepDoorParts extends CallerParts {
  flags: FlagEvaluationService;
}

/**
 * OFREP, so that any OpenFeature SDK asks us: `POST /ofrep/v1/evaluate/flags` and `…/flags/<key>`, plain and under
 * `/t/<slug>`. Any valid credential may ask, and learns what flags say to its own organization.
 */
export function ofrepDoor(parts: OfrepDoorParts): Door {
  const routes = async (app: FastifyInstance): Promise<void> => addRoutes(app, parts);
  return async (app) => {
    await app.register(routes);
    await app.register(routes, { prefix: "/t/:slug" });
  };
}

function addRoutes(app: FastifyInstance, { flags, ...parts }: OfrepDoorParts): void {
  takeOnlyJson(app, BODY_BYTES_MAX, parseContext);
  app.setErrorHandler(refuse);
  const knownOf = identifyRequests(app, parts, "flags", (budget) => budget.spend(1));
  const tenants = new WeakMap<FastifyRequest, TenantContext>();
  // Before the body is read: a stranger learns nothing of what we would make of it.
  app.addHook("onRequest", async (request) => void tenants.set(request, knownOf(request).caller.tenant()));
  const tenantOf = async (request: FastifyRequest): Promise<TenantContext> => {
    const ctx = tenants.get(request) ?? knownOf(request).caller.tenant();
    await checkContext(flags, ctx, request.body);
    return ctx;
  };

  app.post("/ofrep/v1/evaluate/flags/:key", async (request) => {
    const ctx = await tenantOf(request);
    const { key } = request.params as { key: string };
    const outcome = await flags.evaluate(ctx, key);
    if (!outcome) throw new EvaluationError(404, "FLAG_NOT_FOUND", "There is no such flag.");
    return answerOf(key, outcome);
  });

  app.post("/ofrep/v1/evaluate/flags", async (request, reply) => {
    const ctx = await tenantOf(request);
    const outcomes = await flags.evaluateAll(ctx);
    const body = JSON.stringify({ flags: [...outcomes].map(([key, outcome]) => answerOf(key, outcome)) });
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    void reply.headers({ etag, "cache-control": "private, no-cache" });
    if (isKnown(request.headers["if-none-match"], etag)) return reply.code(304).send();
    return reply.type("application/json").send(body);
  });
}

const answerOf = (key: string, { value, reason }: FlagOutcome) => ({
  key,
  value,
  variant: value ? "on" : "off",
  reason,
});

function parseContext(body: Buffer): unknown {
  try {
    return parseJsonBody(body);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new EvaluationError(400, "PARSE_ERROR", error.message);
  }
}

/** Flags are for whole organizations, so the one who is targeted is the organization that asks. */
async function checkContext(flags: FlagEvaluationService, ctx: TenantContext, body: unknown): Promise<void> {
  if (body !== undefined && !isObject(body)) throw new EvaluationError(400, "PARSE_ERROR", "Send {context: {…}}.");
  const { context } = (body ?? {}) as { context?: unknown };
  if (context !== undefined && !isObject(context)) {
    throw new EvaluationError(400, "INVALID_CONTEXT", "The context is an object.");
  }
  const { targetingKey } = (context ?? {}) as { targetingKey?: unknown };
  if (targetingKey === undefined || targetingKey === null || targetingKey === "") {
    throw new EvaluationError(400, "TARGETING_KEY_MISSING", "The targetingKey is your organization's id or slug.");
  }
  if (targetingKey === ctx.organizationId) return;
  const { slug } = await flags.subjectOf(ctx);
  if (targetingKey === slug) return;
  throw new EvaluationError(400, "INVALID_CONTEXT", "The targetingKey is not your organization's id or slug.");
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As RFC 9110 compares them: weakly. */
const isKnown = (sent: string | undefined, etag: string): boolean =>
  sent !== undefined && sent.split(",").some((one) => ["*", etag].includes(one.trim().replace(/^W\//, "")));

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!(error instanceof EvaluationError)) return sendProblem(error, request, reply);
  closeIfUnread(request, reply);
  const { key } = request.params as { key?: string };
  // What was asked for may be anything; it is said again no longer than a key can be.
  const asked = key === undefined ? {} : { key: key.slice(0, KEY_LENGTH_MAX) };
  const { errorCode, message } = error;
  return reply.code(error.status).send({ ...asked, errorCode, errorDetails: message });
}
