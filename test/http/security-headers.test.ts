import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { createLog } from "../../src/shared/log.js";
import type { Campaign, DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

const lines: string[] = [];
const log = createLog("trace", { write: (line) => lines.push(line) });

let folder: string;
let plain: DoorWorld;
let secure: DoorWorld;
let acme: DoorOrganization;
let campaign: Campaign;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-page-"));
  writeFileSync(join(folder, "index.html"), `<!doctype html><script nonce="__CSP_NONCE__"></script>`);
  mkdirSync(join(folder, "operator"));
  writeFileSync(
    join(folder, "operator/index.html"),
    `<!doctype html>The console <script nonce="__CSP_NONCE__"></script>`,
  );
  plain = await DoorWorld.start({ clientFolder: folder, rateLimits: true, log });
  secure = await DoorWorld.start({ clientFolder: folder, isSecure: true, isPolicyEnforced: false });
  acme = await plain.organization();
  campaign = await acme.campaign();
});
afterAll(async () => {
  await plain.end();
  await secure.end();
  rmSync(folder, { recursive: true });
});

const get = (door: DoorWorld, path: string): Promise<Response> => fetch(`${door.url}${path}`, { redirect: "manual" });

const report = (body: unknown, type: string): Promise<Response> =>
  fetch(`${plain.url}/csp-reports`, {
    method: "POST",
    headers: { "content-type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const violations = (): unknown[] =>
  lines
    .map((line) => JSON.parse(line) as { msg: string; violation?: unknown })
    .filter(({ msg }) => msg === "csp_violation")
    .map(({ violation }) => violation);

describe("what browsers are told", () => {
  test.each(["/livez", "/openapi.json", "/v1/nothing", "/graphql", "/", "/assets/none.js", "/graphiql"])(
    "C-SEC-02 %s carries the headers that keep it in its place",
    async (path) => {
      const { headers } = await get(plain, path);
      expect(Object.fromEntries(headers)).toMatchObject({
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": expect.stringContaining("camera=()"),
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-dns-prefetch-control": "off",
        "x-frame-options": "DENY",
        "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
      });
      expect(headers.has("strict-transport-security")).toBe(false);
    },
  );

  test("operators have a page of their own, below their own address and nowhere else", async () => {
    const textOf = async (path: string): Promise<string> => (await get(plain, path)).text();
    for (const path of [
      "/operator",
      "/operator/",
      "/operator?x",
      "/operator/organizations/1",
      "/operator/index.html",
    ]) {
      expect(await textOf(path)).toMatch(/^<!doctype html>The console <script nonce="[^"_]+">/);
    }
    for (const path of ["/", "/operators", "/t/acme/operator", "/t/operator/"]) {
      expect(await textOf(path)).toMatch(/^<!doctype html><script/);
    }
    expect((await get(plain, "/operator/assets/none.js")).headers.get("content-type")).toContain("problem+json");
  });

  test("C-SEC-01 behind https they are to stay there for two years", async () => {
    for (const path of ["/livez", "/"]) {
      expect((await get(secure, path)).headers.get("strict-transport-security")).toBe(
        "max-age=63072000; includeSubDomains; preload",
      );
    }
  });

  test("C-SEC-01 a page has one policy with a nonce of its own, and says where to report", async () => {
    const policies = await Promise.all(
      [1, 2].map(async () => {
        const answer = await get(plain, "/");
        const policy = answer.headers.get("content-security-policy") ?? "";
        const [, nonce] = /'nonce-([^']+)'/.exec(policy) ?? [];
        expect(await answer.text()).toContain(`nonce="${nonce}"`);
        expect(policy).toContain("report-uri /csp-reports");
        expect(policy).not.toContain("unsafe");
        expect(answer.headers.get("reporting-endpoints")).toBe('csp="/csp-reports"');
        return policy;
      }),
    );
    expect(new Set(policies).size).toBe(2);
  });

  test("C-SEC-01 where it is not enforced, browsers only tell", async () => {
    const { headers } = await get(secure, "/");
    expect(headers.get("content-security-policy-report-only")).toContain("script-src 'self' 'nonce-");
    expect(headers.has("content-security-policy")).toBe(false);
  });

  test("a link leads on without any of it", async () => {
    const { linkKey } = await campaign.partner();
    const answer = await get(plain, `/t/${acme.slug}/r/${linkKey}`);
    expect(answer.status).toBe(302);
    expect(answer.headers.has("permissions-policy")).toBe(false);
  });
});

describe("reports of what a policy kept from happening", () => {
  test("C-SEC-01 are logged in both forms, without what stands behind a path", async () => {
    lines.length = 0;
    const old = {
      "csp-report": {
        "document-uri": "https://partners.example/sign-in?next=secret#token",
        "blocked-uri": "inline",
        "violated-directive": "script-src-elem",
      },
    };
    expect((await report(old, "application/csp-report")).status).toBe(204);
    const body = {
      documentURL: "https://a.example/",
      blockedURL: "https://evil.example/x.js?key=1",
      effectiveDirective: "img-src",
    };
    const several = [
      { type: "csp-violation", body },
      { type: "deprecation", body: { id: "x" } },
    ];
    expect((await report(several, "application/reports+json")).status).toBe(204);
    expect(violations()).toEqual([
      { page: "https://partners.example/sign-in", blocked: "inline", directive: "script-src-elem" },
      { page: "https://a.example/", blocked: "https://evil.example/x.js", directive: "img-src" },
    ]);
    expect(lines.join("")).not.toMatch(/secret|token|key=1/);
  });

  test.each([
    ["{", "application/csp-report", 400],
    ["null", "application/reports+json", 400],
    [{ "csp-report": { "document-uri": 7 } }, "application/csp-report", 400],
    [Array.from({ length: 50 }, () => ({ type: "csp-violation", body: {} })), "application/reports+json", 400],
    [{ "csp-report": { "document-uri": "x".repeat(20_000) } }, "application/csp-report", 413],
    ["a", "text/plain", 415],
  ])("of another form are refused (%#)", async (body, type, status) => {
    lines.length = 0;
    expect((await report(body, type)).status).toBe(status);
    expect(violations()).toEqual([]);
  });

  test("C-SEC-01 come a few at a time from one address", async () => {
    const statuses = await Promise.all(
      Array.from({ length: 100 }, async () => (await report({ "csp-report": {} }, "application/csp-report")).status),
    );
    expect(new Set(statuses)).toEqual(new Set([204, 429]));
  });
});
