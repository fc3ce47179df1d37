import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

let door: DoorWorld;
let acme: DoorOrganization;
let token: string;
beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  token = (await acme.member("OWNER")).token;
});
afterAll(() => door.end());

const post = (body: unknown, headers: Record<string, string> = {}) => door.post("/graphql", body, { token, headers });

const get = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${door.url}/graphql?query=${encodeURIComponent(query)}`, { headers });

describe("POST /graphql", () => {
  test.each([
    ["20 levels", `{ viewer ${"{ partner { links { nodes ".repeat(7)}{ id }${" } } }".repeat(7)} }`],
    ["31 aliases", `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: viewer { name }`).join(" ")} }`],
    ["51 directives", `{ __typename ${"@include(if: true) ".repeat(51)} }`],
    ["5,000 tokens", `{ ${"__typename ".repeat(5000)} }`],
    ["a depth of 10,000", `{ ${"viewer { ".repeat(10_000)}id${" }".repeat(10_000)} }`],
    ["fragments in a circle", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"],
  ])("IN2 %s are refused before anything is executed", async (_, query) => {
    const answer = await post({ query });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].extensions.code).toMatch(/^(GRAPHQL_(PARSE|VALIDATION)_FAILED|OPERATION_TOO_LARGE)$/);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors[0].message).not.toContain("stack");
  });

  test.each<[string, unknown, Record<string, string>, number]>([
    ["a list of operations", [{ query: "{ __typename }" }], {}, 400],
    ["no operation", {}, {}, 400],
    ["no JSON", "{", {}, 400],
    ["nothing", "", {}, 400],
    ["a form", "query={__typename}", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["plain text", '{"query":"{__typename}"}', { "content-type": "text/plain" }, 415],
    ["two mebibytes", { query: `{ __typename } # ${"x".repeat(2_097_152)}` }, {}, 413],
    ["a prototype's key", '{"query":"{ __typename }","variables":{"__proto__":{"a":1}}}', {}, 400],
    ["a number that would be rounded", '{"query":"{ __typename }","variables":{"n":9007199254740993}}', {}, 400],
    ["a name that no operation has", { query: "{ __typename }", operationName: "other" }, {}, 400],
    [
      "no name where there are two operations",
      { query: "query A { a: __typename } query B { b: __typename }" },
      {},
      400,
    ],
    ["a subscription", { query: "subscription { earnings { cursor } }" }, {}, 400],
  ])("%s is a typed refusal", async (_, body, headers, status) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0].extensions.code).toEqual(expect.any(String));
    expect(answer.body.errors[0].extensions.code).not.toBe("INTERNAL");
    expect(answer.body.errors[0].extensions.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("IN18 a literal object with a prototype's key is refused, at any depth", async () => {
    for (const metadata of ["{ __proto__: { a: 1 } }", "{ a: [{ __proto__: 1 }] }"]) {
      const event = `{ id: "order-1", type: "sale", userId: "user-1", metadata: ${metadata} }`;
      const query = `mutation { recordEvents(input: { events: [${event}] }) { __typename } }`;
      const { body } = await post({ query });
      expect(body.errors[0].extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
    }
  });

  test("IN18 a variable or an alias that would reach a prototype is refused", async () => {
    for (const query of [
      "query ($constructor: ID!) { partner(id: $constructor) { id } }",
      "query ($__proto__: ID) { partner(id: $__proto__) { id } }",
      "{ __proto__: viewer { name } }",
    ]) {
      const answer = await post({ query, variables: {} });
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0]).toMatchObject({
        message: expect.stringContaining("cannot be used here"),
        extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
      });
    }
    const { body } = await post({ query: "{ constructor: viewer { toString: name } }" });
    expect(body.data.constructor.toString).toBe("OWNER");
  });

  test("IN21 a mutation by GET is refused, and so is a GET that a form of another site could send", async () => {
    expect((await get("mutation { signOut { __typename } }", { "apollo-require-preflight": "1" })).status).toBe(405);
    const forged = await get("{ __typename }");
    expect(forged.status).toBe(400);
    const { errors } = (await forged.json()) as { errors: { extensions: { requestId: string } }[] };
    expect(errors[0]?.extensions.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await get("{ __typename }", { "apollo-require-preflight": "1" })).status).toBe(200);
  });

  test("introspection is for signed-in people and admin keys; strangers get no hints either", async () => {
    const introspect = { query: "{ shape: __schema { queryType { name } } }" };
    expect((await post(introspect)).body.data.shape.queryType.name).toBe("Query");
    for (const token of [undefined, await acme.key("events:write")]) {
      const answer = await door.post("/graphql", introspect, { token });
      expect(answer.body.errors[0].extensions.code).toBe("INTROSPECTION_REFUSED");
    }
    const near = { query: "{ progams { nodes { id } } }" };
    expect((await post(near)).body.errors[0].message).toContain("Did you mean");
    expect((await door.post("/graphql", near)).body.errors[0].message).not.toContain("Did you mean");
  });

  test("a bug is told as INTERNAL with a request id, and nothing else of it", async () => {
    const asked = "{ organization { slug } }";
    await door.world.database.dataSource.query("SELECT 1");
    const { organizationReading } = door.container;
    const real = organizationReading.get.bind(organizationReading);
    organizationReading.get = () => Promise.reject(new Error("password=hunter2 at row 5"));
    try {
      const answer = await door.graph(asked, { token });
      expect(answer.errors).toMatchObject([
        { message: "Something went wrong on our side.", extensions: { code: "INTERNAL" } },
      ]);
      expect(JSON.stringify(answer)).not.toContain("hunter2");
      expect(answer.errors?.[0]?.extensions.requestId).toMatch(/^[0-9a-f-]{36}$/);
    } finally {
      organizationReading.get = real;
    }
  });

  test("pages go on where the last one ended, forwards through everything, once", async () => {
    const campaign = await acme.campaign();
    for (let made = 0; made < 5; made++) await campaign.partner(`Partner ${made}`);
    const names: string[] = [];
    let after: string | null = null;
    do {
      const page: any = await door.graph(
        "query ($after: String) { partners(first: 2, after: $after) { edges { cursor node { name } } pageInfo { hasNextPage endCursor } } }",
        { token, variables: { after } },
      );
      names.push(...page.data.partners.edges.map(({ node }: { node: { name: string } }) => node.name));
      after = page.data.partners.pageInfo.hasNextPage ? page.data.partners.pageInfo.endCursor : null;
    } while (after !== null);
    expect(names).toEqual([0, 1, 2, 3, 4].map((made) => `Partner ${made}`));
    for (const first of [-1, 101]) {
      const answer = await door.graph(`{ partners(first: ${first}) { nodes { id } } }`, { token });
      expect(answer.errors?.[0]?.extensions.code).toBe("page_out_of_bounds");
    }
    const broken = await door.graph(`{ partners(after: "nonsense") { nodes { id } } }`, { token });
    expect(broken.errors?.[0]?.extensions.code).toBe("cursor_invalid");
  });
});

describe("the rest of the house", () => {
  test("/openapi.json describes the doors for machines from the schemas that check them", async () => {
    const document: any = await (await fetch(`${door.url}/openapi.json`)).json();
    expect(Object.keys(document.paths)).toEqual([
      "/v1/events",
      "/v1/identify",
      "/v1/import",
      "/v1/organization/{type}",
      "/ofrep/v1/evaluate/flags/{key}",
      "/ofrep/v1/evaluate/flags",
      "/v1/reports/{id}.{format}",
    ]);
    expect(document.components.schemas.Event.required).toEqual(["id", "type"]);
    expect(document.components.schemas.Event.additionalProperties).toBe(false);
    expect(Object.keys(document.paths["/v1/events"].post.responses)).toEqual(expect.arrayContaining(["429", "503"]));
  });

  test("an address for people is the client's page with a policy and a nonce of its own; one for machines is a problem", async () => {
    for (const path of ["/", "/portal", "/sign-in", `/t/${acme.slug}/portal`, `/t/${acme.slug}/commissions/1`]) {
      const [one, other] = [await fetch(`${door.url}${path}`), await fetch(`${door.url}${path}`)];
      // Where the client is not built it says so.
      if (one.status === 503) continue;
      expect(one.status).toBe(200);
      const policy = one.headers.get("content-security-policy") ?? "";
      const [, nonce] = /'nonce-([^']+)'/.exec(policy) ?? [];
      expect(policy).toContain("default-src 'none'");
      expect(await one.text()).toContain(`nonce="${nonce}"`);
      expect(other.headers.get("content-security-policy")).not.toBe(policy);
    }
    for (const path of ["/assets/nothing.js", "/v1/nothing", `/t/${acme.slug}/v1/nothing`, "/.well-known/nothing"]) {
      const answer = await fetch(`${door.url}${path}`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
    expect((await fetch(`${door.url}/portal`, { method: "DELETE" })).status).toBe(404);
  });
});
