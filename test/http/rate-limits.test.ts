import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { WebSocket } from "ws";

import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { drain, exhaust } from "../support/exhaust.js";
import { eventually } from "../support/eventually.js";

let door: DoorWorld;
let acme: DoorOrganization;
beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
});
afterAll(() => door.end());

const PARTNERS = "{ partners(first: 50) { nodes { id } } }";

describe("the graph's allowance", () => {
  test("an answer tells what it could have cost, what it did, and where its asker stands", async () => {
    const { token } = await acme.member("OWNER");
    await acme.partner();
    const { body, headers } = await door.post("/graphql", { query: PARTNERS }, { token });
    const objects = body.data.partners.nodes.length + 1;
    const { throttleStatus, ...cost } = body.extensions.cost;
    expect(cost).toEqual({ requestedQueryCost: 51, actualQueryCost: objects });
    expect(throttleStatus).toMatchObject({ maximumAvailable: 400_000, restoreRate: 20_000 });
    expect(headers.get("ratelimit-policy")).toBe('"graph";q=400000;w=20');
    expect(headers.get("ratelimit")).toMatch(/^"graph";r=\d+;t=\d+$/);
    expect(headers.get("x-ratelimit-limit")).toBe("400000");
    expect(Number(headers.get("x-ratelimit-remaining"))).toBeGreaterThan(399_000);
    const { data } = await door.graph("{ rateLimit { isEnforced maximumAvailable restoreRate maximumQueryCost } }", {
      token,
    });
    expect(data.rateLimit).toEqual({
      isEnforced: true,
      maximumAvailable: 400_000,
      restoreRate: 20_000,
      maximumQueryCost: 25_000,
    });
  });

  test("who has spent it is told when to come again, by HTTP and by socket; a colleague is not", async () => {
    const { token } = await acme.member("OWNER");
    const { token: colleague } = await acme.member("OWNER");
    await exhaust(door, token, "graph");
    const { status, body, headers } = await door.post(
      "/graphql",
      {
        query:
          "{ partners(first: 100) { nodes { links(first: 100) { nodes { id } } } } other: partners(first: 100) { nodes { links(first: 100) { nodes { id } } } } }",
      },
      { token },
    );
    expect({ status, code: body.errors[0].extensions.code }).toEqual({ status: 429, code: "RATE_LIMITED" });
    expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(body.errors[0].extensions).toMatchObject({
      retryAfterSeconds: Number(headers.get("retry-after")),
      requestId: expect.any(String),
    });
    expect((await door.graph(PARTNERS, { token: colleague })).errors).toBeUndefined();

    const socket = new WebSocket(`${door.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const received: any[] = [];
    socket.on("message", (message: Buffer) => received.push(JSON.parse(message.toString())));
    await eventually(() => expect(socket.readyState).toBe(socket.OPEN));
    socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }));
    await eventually(() => expect(received).toHaveLength(1));
    const query = "{ partners(first: 100) { nodes { links(first: 100) { nodes { id } } } } }";
    socket.send(JSON.stringify({ type: "subscribe", id: "1", payload: { query } }));
    await eventually(() => expect(received).toHaveLength(2));
    expect(received[1]).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "RATE_LIMITED", requestId: expect.any(String) } }],
    });
    expect(received[1].payload[0].extensions.http).toBeUndefined();
    socket.close();
  });

  test("the dearest operation is refused before it runs, whatever its asker has left", async () => {
    const { token } = await acme.member("OWNER");
    const query =
      "{ partners(first: 100) { nodes { links(first: 100) { nodes { partner { links(first: 5) { nodes { id } } } } } } } }";
    const answer = await door.post("/graphql", { query }, { token });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: "MAX_COST_EXCEEDED" } }] } });
    expect(answer.body.data).toBeUndefined();
  });

  test("what is refused is not for nothing", async () => {
    const budget = door.container.limits.strangersBudget("127.0.0.1");
    budget.refund(500 - budget.allowance.available);
    const { available } = budget.allowance;
    const startedAt = performance.now();
    const broken = [{ query: "{ nothing }" }, "{", { query: "{" }, []];
    await Promise.all(Array.from({ length: 200 }, (_, index) => door.post("/graphql", broken[index % broken.length])));
    const spent = available - budget.allowance.available;
    // Fifty come back in a second.
    const restored = Math.ceil(((performance.now() - startedAt) / 1000) * 50) + 1;
    expect(spent).toBeGreaterThanOrEqual(200 - restored);
    expect(spent).toBeGreaterThan(0);
  });
});

describe("the doors for machines", () => {
  test("events and imports have allowances of their own, and a problem says when to come again", async () => {
    const [key, importer] = [await acme.key("events:write"), await acme.key("admin")];
    const event = { id: "limited-1", type: "sale", userId: "user-1" };
    const first = await door.post("/v1/events", event, { token: key });
    expect(first.status).toBeLessThan(300);
    expect(first.headers.get("ratelimit-policy")).toBe('"ingest";q=50000;w=5');
    const startedAt = performance.now();
    await exhaust(door, importer, "import");
    const refused = await door.post("/v1/import", "", {
      token: importer,
      headers: { "content-type": "application/x-ndjson" },
    });
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited", status: 429 } });
    // 501 are missing, and ten are restored in a second: 51 of them, or less by no more than has passed.
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeLessThanOrEqual(51);
    expect(seconds).toBeGreaterThanOrEqual(Math.ceil(50.1 - (performance.now() - startedAt) / 1000));
    expect(refused.headers.get("ratelimit")).toMatch(/^"import";r=0;t=\d+$/);
    // The import's is used up; the same key may still send events.
    expect((await door.post("/v1/events", { ...event, id: "limited-2" }, { token: importer })).status).toBeLessThan(
      300,
    );
  });

  test("an address that tries credentials is held back, and redirects are never refused", async () => {
    const campaign = await acme.campaign();
    const { linkKey } = await campaign.partner();
    drain(door.container.limits.strangersBudget("127.0.0.1"));
    const statuses = new Set<number>();
    for (let tried = 0; tried < 20; tried++) {
      statuses.add((await door.post("/v1/events", {}, { token: "trb_k_nonsense" })).status);
    }
    expect([...statuses]).toContain(429);
    for (let clicked = 0; clicked < 20; clicked++) {
      const answer = await fetch(`${door.url}/t/${acme.slug}/r/${linkKey}`, { redirect: "manual" });
      expect(answer.status).toBe(302);
    }
    const { token } = await acme.member("OWNER");
    expect((await door.graph("{ viewer { name } }", { token })).data.viewer.name).toBe("OWNER");
  });
});

test("switched off, nobody is held back and no header says so", async () => {
  const free = await DoorWorld.start({ rateLimits: false });
  try {
    const organization = await free.organization();
    const { token } = await organization.member("OWNER");
    const { body, headers } = await free.post("/graphql", { query: "{ rateLimit { isEnforced } }" }, { token });
    expect(body.data.rateLimit.isEnforced).toBe(false);
    expect(body.extensions.cost).toEqual({ requestedQueryCost: 1, actualQueryCost: 1 });
    expect(headers.get("ratelimit")).toBeNull();
  } finally {
    await free.end();
  }
});
