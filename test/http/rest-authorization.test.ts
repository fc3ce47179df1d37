import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { REPORT_FILES } from "../../src/services/partners/reporting/report-file.service.js";
import { ROW_REPORTS } from "../../src/services/partners/reporting/row-reports.js";
import { newId } from "../../src/shared/ids.js";
import { KEY_SCOPES } from "../../src/shared/key-scope.js";
import type { Holder, Permission } from "../../src/shared/permissions.js";
import { holds } from "../../src/shared/permissions.js";
import { ROLES } from "../../src/shared/role.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { OrganizationTraces, contentOf } from "../support/organization-traces.js";

const HOLDERS: readonly Holder[] = [...ROLES, "PARTNER", ...KEY_SCOPES];

/** One request of a route, and which of these permissions it needs one of; none: any valid credential will do. */
interface Request {
  route: string;
  path: string;
  needs: readonly Permission[];
  init?: () => RequestInit;
  /** Partners hold a permission of it and are refused nevertheless: it is not for them. */
  isNotForPartners?: boolean;
}

const json = (body: () => unknown) => (): RequestInit => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body()),
});
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const sale = () => ({ id: newId(), type: "sale", userId: "u", amount: { amountMinor: 100, currency: "EUR" } });

const NOT_FOR_PARTNERS = new Set(
  Object.entries(ROW_REPORTS).flatMap(([id, report]) => ("partner" in report || "partnerSees" in report ? [] : id)),
);

const REQUESTS: readonly Request[] = [
  { route: "POST /v1/events", path: "/v1/events", needs: ["event:write"], init: json(sale) },
  {
    route: "POST /v1/identify",
    path: "/v1/identify",
    needs: ["identity:write"],
    init: json(() => ({ cref: newId(), userId: "u" })),
  },
  {
    route: "POST /v1/import",
    path: "/v1/import",
    needs: ["history:import"],
    init: () => ({ headers: { "content-type": "application/x-ndjson" }, body: "{}" }),
  },
  {
    route: "PUT /v1/organization/:type",
    path: "/v1/organization/logo",
    needs: ["organization:write"],
    init: () => ({ headers: { "content-type": "image/png" }, body: new Uint8Array(PIXEL) }),
  },
  { route: "DELETE /v1/organization/:type", path: "/v1/organization/banner", needs: ["organization:write"] },
  {
    route: "POST /ofrep/v1/evaluate/flags",
    path: "/ofrep/v1/evaluate/flags",
    needs: [],
    init: json(() => ({ context: { targetingKey: "x" } })),
  },
  {
    route: "POST /ofrep/v1/evaluate/flags/:key",
    path: "/ofrep/v1/evaluate/flags/new_billing_engine",
    needs: [],
    init: json(() => ({ context: { targetingKey: "x" } })),
  },
  {
    route: "GET /v1/reports/:file",
    path: "/v1/reports/commission-stats.csv",
    needs: ["commission:read", "commission:readOwn"],
  },
  { route: "GET /v1/reports/:file", path: "/v1/reports/click-stats.csv", needs: ["click:read"] },
  ...Object.entries(ROW_REPORTS).map(([id, { needs }]) => ({
    route: "GET /v1/reports/:file",
    path: `/v1/reports/${id}.csv`,
    needs,
    isNotForPartners: NOT_FOR_PARTNERS.has(id),
  })),
];

/** What anybody may ask, and why; and the graph and the operators' doors, which have such a test of their own. */
const OTHERS = [
  /^\w+ \/(livez|readyz|openapi\.json)$/,
  /^(GET|HEAD) (\/t\/:slug)?\/r\/:key$/,
  /^\w+ (\/t\/:slug)?\/(graphql|graphiql)$/,
  /^\w+ \/(assets|graphiql\/assets|images|\.well-known)\//,
  /^(GET|HEAD) \/[\w.-]+\.(svg|png|ico|txt|webmanifest)$/,
  /^POST \/csp-reports$/,
  /^\w+ \/operator\//,
  /^HEAD (\/t\/:slug)?\/v1\/reports\/:file$/,
];

interface Side {
  organization: DoorOrganization;
  tokens: Record<Holder, string>;
}

let door: DoorWorld;
let acme: Side;
let rival: Side;
let traces: OrganizationTraces;
let calls = 0;
const leaks: string[] = [];

async function makeSide(): Promise<Side> {
  const organization = await door.organization();
  const tokens: Partial<Record<Holder, string>> = {};
  for (const role of ROLES) tokens[role] = (await organization.member(role)).token;
  for (const scope of KEY_SCOPES) tokens[scope] = await organization.key(scope);
  const campaign = await organization.campaign();
  const partner = await campaign.partner(`Ann of ${organization.slug}`);
  tokens.PARTNER = partner.token;
  await campaign.touch(partner, "buyer");
  await campaign.sale("buyer");
  return { organization, tokens: tokens as Side["tokens"] };
}

beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await makeSide();
  rival = await makeSide();
  traces = await OrganizationTraces.of(rival.organization);
});
afterAll(async () => {
  console.log(`${REQUESTS.length} requests of REST, ${calls} calls, ${leaks.length} leaks`);
  await door.end();
});

async function ask({ route, path, init }: Request, token: string | undefined, slug?: string): Promise<number> {
  const { headers, ...given } = init?.() ?? {};
  const answer = await fetch(`${door.url}${slug === undefined ? "" : `/t/${slug}`}${path}`, {
    method: route.split(" ")[0] ?? "",
    headers: { ...(headers as object), ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...given,
  });
  calls += 1;
  const text = `${await answer.text()}${JSON.stringify([...answer.headers])}`;
  if (token !== undefined) leaks.push(...traces.in(text).map((trace) => `${route}: ${trace}`));
  return answer.status;
}

const mayAsk = (who: Holder, { needs, isNotForPartners }: Request): boolean =>
  !(who === "PARTNER" && isNotForPartners) &&
  (needs.length === 0 || needs.some((permission) => holds(who, permission)));

describe("who may do what over REST", () => {
  test("every route is asked below, or is open for a reason", () => {
    const asked = new Set(REQUESTS.flatMap(({ route }) => [route, route.replace(" ", " /t/:slug")]));
    const forgotten = door.routes.filter((route) => !asked.has(route) && !OTHERS.some((open) => open.test(route)));
    expect(forgotten).toEqual([]);
    const files = REPORT_FILES.map(({ id }) => `/v1/reports/${id}.csv`);
    expect(REQUESTS.map(({ path }) => path)).toEqual(expect.arrayContaining(files));
  });

  test.each(REQUESTS.map((request) => [`${request.route} ${request.path}`, request] as const))(
    "%s: exactly those who may, may",
    async (_, request) => {
      // One after the other: a process reads only a few whole reports at a time.
      for (const who of HOLDERS) {
        const status = await ask(request, acme.tokens[who]);
        expect({ who, isRefused: status === 403 }).toEqual({ who, isRefused: !mayAsk(who, request) });
        expect(status).toBeLessThan(500);
        expect(status).not.toBe(401);
      }
      expect(await ask(request, undefined, acme.organization.slug)).toBe(401);
      expect(await ask(request, `trb_k_${"x".repeat(43)}`)).toBe(401);
    },
  );

  test("another organization is not there, whoever asks, and nothing of it is shown or changed", async () => {
    const before = await contentOf(rival.organization);
    for (const request of REQUESTS) {
      const statuses = await Promise.all(HOLDERS.map((who) => ask(request, acme.tokens[who], rival.organization.slug)));
      expect({ path: request.path, statuses: new Set(statuses) }).toEqual({
        path: request.path,
        statuses: new Set([404]),
      });
    }
    expect(leaks).toEqual([]);
    expect(await contentOf(rival.organization)).toEqual(before);
  });
});
