import type { FastifyInstance, FastifyRequest } from "fastify";

import type { EventIngestService } from "../../services/partners/event-ingest.service.js";
import { EVENTS_MAX } from "../../services/partners/event-ingest.service.js";
import type { IdentifyService } from "../../services/partners/identify.service.js";
import { readStitch } from "../../services/partners/identify.service.js";
import { AppError, assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Door } from "../http-server.js";
import { takeOnlyJson } from "../json-body.js";
import type { CallerParts } from "../middleware/limited-caller.js";
import { identifyRequests } from "../middleware/limited-caller.js";
import { sendProblem } from "../problem.js";
import { batchAnswer, soleAnswer } from "./event-answer.js";

/** Bytes of one request. */
const BODY_BYTES_MAX = 1_048_576;

export interface IngestDoorParts extends CallerParts {
  events: EventIngestService;
  identities: IdentifyService;
}

/** `POST /v1/events` and `POST /v1/identify`, plain and under `/t/<slug>`: for the organization's own servers. */
export function ingestDoor(parts: IngestDoorParts): Door {
  const routes = async (app: FastifyInstance): Promise<void> => addRoutes(app, parts);
  return async (app) => {
    await app.register(routes);
    await app.register(routes, { prefix: "/t/:slug" });
  };
}

function addRoutes(app: FastifyInstance, { callers, cookie, limits, events, identities }: IngestDoorParts): void {
  takeOnlyJson(app, BODY_BYTES_MAX);
  app.setErrorHandler(sendProblem);

  const knownOf = identifyRequests(app, { callers, cookie, limits }, "ingest", (budget) => budget.spend(1));
  const tenants = new WeakMap<FastifyRequest, TenantContext>();
  app.addHook("onRequest", async (request) => void tenants.set(request, knownOf(request).caller.tenant()));
  const tenantOf = (request: FastifyRequest): TenantContext => {
    const tenant = tenants.get(request);
    assert(tenant, "the caller is known before a route is reached");
    return tenant;
  };

  app.post("/v1/events", async (request) => {
    const ctx = tenantOf(request);
    ctx.require("event:write");
    const sent = readEvents(request.body);
    if (!sent.isBatch) {
      const [outcome] = await events.record(ctx, [sent.event]);
      assert(outcome, "every event has its outcome");
      return soleAnswer(outcome);
    }
    const outcomes = await events.record(ctx, sent.events);
    return { events: outcomes.map((outcome, place) => batchAnswer(sent.events[place], outcome)) };
  });

  app.post("/v1/identify", async (request) => {
    const ctx = tenantOf(request);
    ctx.require("identity:write");
    const read = readStitch(request.body);
    if ("fault" in read) {
      throw new AppError("unprocessable", read.fault, { code: "identify_invalid", path: read.path });
    }
    const outcome = await identities.identify(ctx, read.stitch);
    if (outcome.kind === "clickNotFound") {
      throw new AppError("notFound", "There is no such click.", { code: "click_not_found", path: ["cref"] });
    }
    return { userId: read.stitch.userId, personId: outcome.personId, outcome: outcome.isNew ? "stitched" : "known" };
  });
}

type SentEvents = { isBatch: false; event: unknown } | { isBatch: true; events: unknown[] };

/** One event, or `{events: [...]}` with one up to so many. */
function readEvents(body: unknown): SentEvents {
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, "events"))
    return { isBatch: false, event: body };
  const { events, ...others } = body as { events: unknown };
  if (!Array.isArray(events) || events.length === 0 || Object.keys(others).length > 0) {
    throw new AppError("badRequest", "Send one event, or {events: [...]} with at least one and nothing else.", {
      code: "events_invalid",
      path: ["events"],
    });
  }
  if (events.length > EVENTS_MAX) {
    throw new AppError("tooLarge", `A request has at most ${EVENTS_MAX} events.`, { code: "too_many_events" });
  }
  return { isBatch: true, events };
}
