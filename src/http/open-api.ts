import { z } from "zod";

import { EVENTS_MAX } from "../services/partners/event-ingest.service.js";
import { historyLine } from "../services/partners/history-line.js";
import { stitchBody } from "../services/partners/identify.service.js";
import { REPORT_FILES } from "../services/partners/reporting/report-file.service.js";
import { eventBody } from "../services/partners/ingest/event-body.js";
import type { Door } from "./http-server.js";

/** What a client may send, from the very schema that checks it. */
const sent = (schema: z.ZodType): object =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any", target: "draft-2020-12" });

const text = { type: "string" };
const instant = { type: "string", format: "date-time" };
const id = { type: "string", format: "uuid" };
const count = { type: "integer", minimum: 0 };
const object = (properties: Record<string, object>, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
});
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ content: { "application/json": { schema } } });

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: reference("Problem") } },
});

const REFUSALS = {
  "400": problem("The request makes no sense, or names no organization (`tenant_slug_missing`)."),
  "401": problem("There is no credential, or it is not valid."),
  "403": problem("The credential may not do this (`forbidden_scope` for keys)."),
  "404": problem("What is named is not there, or belongs to somebody else."),
  "413": problem("Too large."),
  "415": problem("Another content type is needed."),
  "422": problem("A value is refused, or the id was used with another body."),
  "429": problem("Too much at this moment: send the same again after `Retry-After` seconds."),
  "503": problem("Not at this moment: try again after `Retry-After` seconds."),
};

const SCHEMAS = {
  Event: sent(eventBody),
  Identify: sent(stitchBody),
  ImportLine: {
    description: 'One line: a partner, link, click or identity, or `{kind: "event"}` with the fields of an Event.',
    anyOf: [sent(historyLine), { allOf: [object({ kind: { const: "event" } }), { type: "object" }] }],
  },
  EventAnswer: object(
    {
      id: { ...text, description: "Your id." },
      eventId: { ...id, description: "Our id." },
      outcome: { enum: ["recorded", "refund_applied", "refund_waiting", "refund_refused"] },
      reason: { ...text, description: "Why a refund changed nothing." },
      occurredAt: instant,
      recordedAt: instant,
    },
    ["id", "eventId", "outcome", "occurredAt", "recordedAt"],
  ),
  EventRefusal: object({
    id: { type: ["string", "null"] },
    outcome: { const: "refused" },
    code: text,
    detail: text,
    path: { type: "array", items: text },
  }),
  ImportAnswer: object({
    lines: count,
    written: object({ partner: count, link: count, click: count, identity: count, event: count }),
    known: count,
    refused: count,
    refusals: {
      type: "array",
      items: object({ line: count, code: text, detail: text, path: { type: "array", items: text } }),
    },
  }),
  FlagRequest: {
    type: "object",
    properties: {
      context: {
        type: "object",
        properties: { targetingKey: { ...text, description: "The organization's id or slug." } },
        required: ["targetingKey"],
        description: "Other members are taken and not looked at: flags are for whole organizations.",
      },
    },
    required: ["context"],
  },
  FlagAnswer: object({
    key: text,
    value: { type: "boolean" },
    variant: { enum: ["on", "off"] },
    reason: { enum: ["DISABLED", "STATIC", "TARGETING_MATCH", "SPLIT", "DEFAULT"] },
  }),
  FlagRefusal: object(
    {
      key: { ...text, description: "Absent where all flags were asked for." },
      errorCode: { enum: ["PARSE_ERROR", "TARGETING_KEY_MISSING", "INVALID_CONTEXT", "FLAG_NOT_FOUND"] },
      errorDetails: text,
    },
    ["errorCode", "errorDetails"],
  ),
  Problem: object(
    {
      type: text,
      title: text,
      status: count,
      code: text,
      detail: text,
      requestId: text,
      path: { type: "array", items: text },
    },
    ["type", "title", "status", "code", "detail", "requestId"],
  ),
};

const post = (summary: string, description: string, requestBody: object, answer: object) => ({
  post: {
    summary,
    description,
    requestBody: { required: true, ...requestBody },
    responses: { "200": answer, ...REFUSALS },
  },
});

const flagRefusal = (description: string) => ({ description, ...json(reference("FlagRefusal")) });
/** As OFREP 0.2 has them: what is wrong with a request is told in its own form, all else as a problem. */
const FLAG_REFUSALS = {
  "400": flagRefusal("`PARSE_ERROR`, `TARGETING_KEY_MISSING`, or `INVALID_CONTEXT`: also another organization's key."),
  "401": REFUSALS["401"],
  "404": flagRefusal("`FLAG_NOT_FOUND`."),
  "429": REFUSALS["429"],
  "503": REFUSALS["503"],
};

const parameter = (name: string, place: "path" | "query", schema: object, description: string) => ({
  name,
  in: place,
  required: place === "path",
  schema,
  description,
});
const changing = REPORT_FILES.filter(({ isChanging }) => isChanging)
  .map(({ id }) => id)
  .join(", ");

/** The doors for machines, in OpenAPI 3.1. Each also stands under `/t/<slug>`. */
const DOCUMENT = {
  openapi: "3.1.0",
  info: {
    title: "Tributary",
    version: "1",
    description:
      "What an organization's own servers send, and the files that its tools load. Everything else is in the graph, at /graphql.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
  servers: [{ url: "/" }, { url: "/t/{slug}", variables: { slug: { default: "acme" } } }],
  security: [{ key: [] }],
  paths: {
    "/v1/events": post(
      "Record events",
      `One event, or up to ${EVENTS_MAX}. Each stands alone; its id makes it safe to repeat: the same body gets the first answer again.`,
      json({
        oneOf: [
          reference("Event"),
          object({ events: { type: "array", items: reference("Event"), minItems: 1, maxItems: EVENTS_MAX } }),
        ],
      }),
      {
        description: "What became of it, or of each in the order in which they were sent.",
        ...json({
          oneOf: [
            reference("EventAnswer"),
            object({
              events: { type: "array", items: { oneOf: [reference("EventAnswer"), reference("EventRefusal")] } },
            }),
          ],
        }),
      },
    ),
    "/v1/identify": post(
      "Say who a visitor is",
      "Stitches your user id to a click and to all clicks of its visitor, earlier and later. Safe to repeat.",
      json(reference("Identify")),
      {
        description: "The stitch, new or known.",
        ...json(object({ userId: text, personId: id, outcome: { enum: ["stitched", "known"] } })),
      },
    ),
    "/v1/import": post(
      "Import a history",
      "Partners, links, clicks, identities and events with their own ids and times, one JSON object a line, in an order in which each finds what it names. Needs an admin key. Safe to repeat.",
      { content: { "application/x-ndjson": { schema: reference("ImportLine") } } },
      {
        description: "What was written, what was known already, and which lines were refused.",
        ...json(reference("ImportAnswer")),
      },
    ),
    "/v1/organization/{type}": {
      put: {
        summary: "Change the organization's logo or banner",
        description:
          "The body is the picture itself: JPEG, PNG or WebP by its content, at most 5 MB and 50 million pixels. It is made anew as WebP, without anything else that it carried. Members only.",
        parameters: [parameter("type", "path", { enum: ["logo", "banner"] }, "Which.")],
        requestBody: { required: true, content: { "image/*": { schema: { type: "string", format: "binary" } } } },
        responses: {
          "200": { description: "Where it is read from now on.", ...json(object({ url: text })) },
          ...REFUSALS,
          "422": problem("`image_type_refused`, `image_too_many_pixels` or `image_broken`."),
        },
      },
      delete: {
        summary: "Take the logo or banner away",
        description: "Then that of the nearest organization above shows. Safe to repeat.",
        parameters: [parameter("type", "path", { enum: ["logo", "banner"] }, "Which.")],
        responses: { "200": { description: "Taken away.", ...json(object({ url: { type: "null" } })) }, ...REFUSALS },
      },
    },
    "/ofrep/v1/evaluate/flags/{key}": {
      post: {
        summary: "Evaluate a flag",
        description:
          "For any OpenFeature SDK with an OFREP provider. Any credential may ask, for its own organization.",
        parameters: [parameter("key", "path", text, "The flag's key.")],
        requestBody: { required: true, ...json(reference("FlagRequest")) },
        responses: {
          "200": { description: "What it says.", ...json(reference("FlagAnswer")) },
          ...FLAG_REFUSALS,
        },
      },
    },
    "/ofrep/v1/evaluate/flags": {
      post: {
        summary: "Evaluate all flags",
        description:
          "The same for every flag at once. With `If-None-Match` an answer that is known already is not sent again.",
        parameters: [{ name: "If-None-Match", in: "header", required: false, schema: text }],
        requestBody: { required: true, ...json(reference("FlagRequest")) },
        responses: {
          "200": {
            description: "What they say, by their keys in order.",
            headers: { ETag: { schema: text } },
            ...json(object({ flags: { type: "array", items: reference("FlagAnswer") } })),
          },
          "304": { description: "The same as before." },
          ...FLAG_REFUSALS,
        },
      },
    },
    "/v1/reports/{id}.{format}": {
      get: {
        summary: "Read a whole report",
        description: `As CSV or Parquet, made while it is read. Needs an admin key or a session; a partner gets what is their own. ${REPORT_FILES.map(({ id, description }) => `\`${id}\`: ${description}`).join(" ")}`,
        parameters: [
          parameter("id", "path", { enum: REPORT_FILES.map(({ id }) => id) }, "Which report."),
          parameter("format", "path", { enum: ["csv", "parquet"] }, "Which kind of file."),
          parameter("from", "query", instant, "From this instant on. Statistics: by default the last 90 days."),
          parameter("until", "query", instant, "Before this instant."),
          parameter(
            "updatedSince",
            "query",
            instant,
            `Only what changed at this instant or later; of ${changing}. Take it from the header Tributary-Changed-Until of the answer before: then nothing is missed, and what comes twice has the same id.`,
          ),
          parameter("groupBy", "query", text, "Statistics only: dimensions with commas between. By default day."),
          parameter("timeZone", "query", text, "Statistics only: an IANA zone. By default the organization's."),
          ...["partnerId", "programId", "linkId"].map((name) => parameter(name, "query", id, "Statistics only.")),
        ],
        responses: {
          "200": {
            description: "The file. One that breaks off was not whole: ask again.",
            headers: {
              "Tributary-Generated-At": { schema: instant, description: "When it was begun." },
              "Tributary-Changed-Until": { schema: instant, description: "What `updatedSince` takes the next time." },
            },
            content: {
              "text/csv": { schema: text },
              "application/vnd.apache.parquet": { schema: { type: "string", format: "binary" } },
            },
          },
          ...REFUSALS,
        },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key, `trb_k_…`, or a session." } },
    schemas: SCHEMAS,
  },
};

/** `GET /openapi.json`, for everybody: it says nothing that a refusal would not say. */
export const openApiDoor: Door = (app) => {
  app.get("/openapi.json", async () => DOCUMENT);
};
