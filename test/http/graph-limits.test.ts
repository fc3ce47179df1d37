import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { auditServer } from "graphql-http";
import { getIntrospectionQuery } from "graphql";

import { DoorWorld } from "../support/door-world.js";

const PAGE = "https://app.example.com";

let door: DoorWorld;
let token: string;
beforeAll(async () => {
  door = await DoorWorld.start({ corsOrigins: [PAGE] });
  token = (await (await door.organization()).member("OWNER")).token;
});
afterAll(() => door.end());

const ask = (query: string) =>
  door.post("/graphql", { query, ...(query.startsWith("query Q0") && { operationName: "Q0" }) }, { token });

/** A path of fields, so many long. */
function levels(count: number): string {
  const path = Array.from({ length: count - 1 }, (_, index) => (index % 2 === 0 ? "earnings" : "partner"));
  const [first = "", ...rest] = path;
  const leaf = count % 2 === 0 ? "cursor" : "id";
  return `{ ${[`${first}(partnerId: "x")`, ...rest, leaf].join(" { ")} ${"} ".repeat(count)}`;
}
const aliases = (count: number): string =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: viewer { kind }`).join(" ")} }`;
const directives = (count: number): string => `{ ${"__typename @include(if: true) ".repeat(count)} }`;
/** Operations of five tokens each, of which the first has what is left over. One of many fields would be compared for long. */
function tokens(count: number): string {
  const operations = Array.from({ length: Math.floor(count / 5) }, (_, index) => `query Q${index} { __typename }`);
  return operations.join(" ").replace("}", `${"__typename ".repeat(count % 5)}}`);
}

/** A body of so many bytes. */
const bodyOf = (bytes: number): string => {
  const body = JSON.stringify({ query: "{ __typename } #" });
  return body.replace("#", `#${"x".repeat(bytes - body.length)}`);
};

describe("limits at their boundaries", () => {
  test.each<[string, (count: number) => string, number]>([
    ["levels", levels, 15],
    ["aliases", aliases, 30],
    ["directives", directives, 50],
    ["tokens", tokens, 4000],
  ])("%s: the last one passes, and one more is refused", async (_, document, maximum) => {
    const [last, beyond] = [await ask(document(maximum)), await ask(document(maximum + 1))];
    expect((last.body.errors ?? []).map((error: any) => error.extensions.code)).not.toContain("OPERATION_TOO_LARGE");
    expect(last.status).toBe(200);
    expect(beyond.status).toBe(400);
    expect(beyond.body.errors[0].extensions.code).toMatch(/^(OPERATION_TOO_LARGE|GRAPHQL_(PARSE|VALIDATION)_FAILED)$/);
    expect(beyond.body.errors[0].extensions.requestId).toEqual(expect.any(String));
    expect(beyond.body.data).toBeUndefined();
  });

  test("a body of one mebibyte passes, and one byte more is refused", async () => {
    expect((await door.post("/graphql", bodyOf(1_048_576), { token })).status).toBe(200);
    const beyond = await door.post("/graphql", bodyOf(1_048_577), { token });
    expect(beyond).toMatchObject({ status: 413, body: { errors: [{ extensions: { code: "TOO_LARGE" } }] } });
    expect(beyond.body.errors[0].extensions.requestId).toEqual(expect.any(String));
  });

  test("the standard introspection query passes every one of them", async () => {
    const { status, body } = await ask(
      getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true }),
    );
    expect({ status, errors: body.errors }).toEqual({ status: 200 });
    expect(Object.values<any>(body.data)[0].types.length).toBeGreaterThan(50);
  });

  test("introspection that goes round in circles is refused", async () => {
    const round = "fields { type { fields { type { fields { type { fields { name } } } } } } }";
    expect((await ask(`{ __schema { types { ${round} } } }`)).status).toBe(400);
  });
});

describe("GraphQL over HTTP", () => {
  test("graphql-http's audits of a server find no error", async () => {
    const results = await auditServer({
      url: `${door.url}/graphql`,
      fetchFn: (url: string, init: RequestInit = {}) =>
        fetch(url, {
          ...init,
          headers: {
            ...(init.headers as Record<string, string>),
            authorization: `Bearer ${token}`,
            "apollo-require-preflight": "1",
          },
        }),
    });
    expect(results.length).toBeGreaterThan(50);
    expect(results.filter(({ status }) => status === "error").map(({ id, name }) => `${id} ${name}`)).toEqual([]);
  });
});

const preflight = (origin: string, path: string) =>
  fetch(`${door.url}${path}`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
  });

describe("other sites", () => {
  test("a page of a listed origin may call the graph and REST with a key, and read its limits", async () => {
    for (const path of ["/graphql", "/t/acme/graphql", "/v1/events"]) {
      const { status, headers } = await preflight(PAGE, path);
      expect({ path, status }).toEqual({ path, status: 204 });
      expect(headers.get("access-control-allow-origin")).toBe(PAGE);
      expect(headers.get("access-control-allow-headers")).toContain("authorization");
      expect(headers.get("access-control-allow-credentials")).toBeNull();
      expect(headers.get("vary")).toBe("Origin");
    }
    const answer = await door.post("/graphql", { query: "{ __typename }" }, { token, headers: { origin: PAGE } });
    expect(answer.headers.get("access-control-allow-origin")).toBe(PAGE);
    expect(answer.headers.get("access-control-expose-headers")).toContain("ratelimit");
  });

  test("a page of any other origin may not, and other addresses are nobody's", async () => {
    for (const [origin, path] of [
      ["https://evil.example", "/graphql"],
      [`${PAGE}.evil.example`, "/graphql"],
      ["null", "/graphql"],
      [PAGE, "/r/key"],
      [PAGE, "/livez"],
    ] as const) {
      const { status, headers } = await preflight(origin, path);
      expect({ origin, path, isRefused: status >= 400 }).toEqual({ origin, path, isRefused: true });
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});

test("what the framework itself refuses is a problem with a request id as well", async () => {
  for (const [path, status] of [
    ["/r/%ff", 400],
    ["/t/acme/r/%E0%A4%A", 400],
    [`/v1/${"x".repeat(20)}`, 404],
  ] as const) {
    const answer = await fetch(`${door.url}${path}`);
    expect({ path, status: answer.status, type: answer.headers.get("content-type") }).toEqual({
      path,
      status,
      type: "application/problem+json",
    });
    expect(await answer.json()).toMatchObject({ status, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  }
});
