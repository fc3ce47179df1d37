import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";

import { AppError } from "../../shared/errors.js";
import type { Door } from "../http-server.js";
import { sendProblem } from "../problem.js";
import type { RateLimits } from "../rate-limits.js";
import { POLICY_REPORTS_PATH } from "./page-policy.js";

const BODY_MAX_BYTES = 16_384;
const REPORTS_MAX = 20;
const TEXT_LENGTH_MAX = 200;
/** A report costs an address this much of what strangers may do: it is for a handful a minute, not for a flood. */
const POINTS_PER_REPORT = 20;

const text = z.string().optional();

/** As `report-uri` sends it. */
const single = z.object({
  "csp-report": z.object({
    "document-uri": text,
    "blocked-uri": text,
    "violated-directive": text,
    "effective-directive": text,
  }),
});
/** As the Reporting API sends them. */
const several = z
  .array(
    z.object({ type: z.string(), body: z.object({ documentURL: text, blockedURL: text, effectiveDirective: text }) }),
  )
  .max(REPORTS_MAX);

interface Violation {
  page: string;
  blocked: string;
  directive: string;
}

/**
 * `POST /csp-reports`: whoever has a browser may tell what a page's policy kept from happening, a little at a time. It is
 * logged as `csp_violation`, without what addresses carry behind their path: that may be a secret.
 */
export const policyReportDoor =
  (limits: RateLimits): Door =>
  (app) => {
    void app.register(async (door: FastifyInstance) => {
      door.removeAllContentTypeParsers();
      const parser = { parseAs: "string" as const, bodyLimit: BODY_MAX_BYTES };
      const types = ["application/csp-report", "application/reports+json", "application/json"];
      door.addContentTypeParser(types, parser, async (_: FastifyRequest, body: string) => readJson(body));
      door.setErrorHandler(sendProblem);
      door.post(POLICY_REPORTS_PATH, {
        onRequest: async (request) => limits.strangersBudget(request.ip).spend(POINTS_PER_REPORT),
        handler: async (request, reply) => {
          for (const violation of readReports(request.body)) request.log.warn({ violation }, "csp_violation");
          return reply.code(204).send();
        },
      });
    });
  };

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw malformed();
  }
}

function readReports(body: unknown): Violation[] {
  const one = single.safeParse(body);
  if (one.success) {
    const report = one.data["csp-report"];
    const directive = report["effective-directive"] ?? report["violated-directive"];
    return [violationOf(report["document-uri"], report["blocked-uri"], directive)];
  }
  const many = several.safeParse(body);
  if (!many.success) throw malformed();
  return many.data
    .filter(({ type }) => type === "csp-violation")
    .map(({ body: report }) => violationOf(report.documentURL, report.blockedURL, report.effectiveDirective));
}

const violationOf = (page = "", blocked = "", directive = ""): Violation => ({
  page: withoutQuery(page),
  blocked: withoutQuery(blocked),
  directive: cut(directive),
});

/** `https://shop.example/path?token=…#…` without what stands behind the path; words such as `inline` as they are. */
function withoutQuery(address: string): string {
  if (!URL.canParse(address)) return cut(address.split(/[?#]/)[0] ?? "");
  const { protocol, host, pathname } = new URL(address);
  return cut(host ? `${protocol}//${host}${pathname}` : protocol);
}

const cut = (given: string): string => given.slice(0, TEXT_LENGTH_MAX).toWellFormed();

const malformed = (): AppError => new AppError("badRequest", "This is no report of a content security policy.");
