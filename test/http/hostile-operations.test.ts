import { once } from "node:events";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { WebSocket } from "ws";

import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

let door: DoorWorld;
let acme: DoorOrganization;
let token: string;
beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  token = (await acme.member("OWNER")).token;
  const campaign = await acme.campaign();
  const partner = await campaign.partner();
  await campaign.touch(partner, "customer");
  await campaign.sale("customer");
});
afterAll(() => door.end());

const ask = (query: string, variables?: Record<string, unknown>) =>
  door.post("/graphql", { query, variables }, { token });

/** What a socket answers to one operation. */
async function askSocket(payload: object): Promise<any> {
  const socket = new WebSocket(`${door.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }));
  await once(socket, "message");
  socket.send(JSON.stringify({ type: "subscribe", id: "1", payload }));
  const answer = await Promise.race([
    once(socket, "message").then(([message]) => JSON.parse(String(message)) as unknown),
    once(socket, "close").then(([code]) => `closed with ${code}`),
  ]);
  socket.close();
  return answer;
}

describe("conditions", () => {
  test.each([
    "subscription { clicks @skip(if: true) { clicks } }",
    "subscription ($a: Boolean!) { clicks @include(if: $a) { clicks } }",
    'subscription { clicks @include(if: "x") { clicks } }',
    "subscription { ...Live @include(if: $a) } fragment Live on Subscription { clicks { clicks } }",
    "subscription { ... @skip(if: true) { ...Live } } fragment Live on Subscription { clicks @include { clicks } }",
  ])("a subscription's own field has none: %s", async (query) => {
    const refused = [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED", requestId: expect.any(String) } }];
    expect(await ask(query)).toMatchObject({ status: 400, body: { errors: refused } });
    expect(await ask(`${query} query Other { viewer { name } }`)).toMatchObject({ status: 400 });
    expect(await askSocket({ query })).toMatchObject({ type: "error", payload: refused });
  });

  test.each([
    "query ($a: Boolean = true) { viewer @include(if: $a) { name } }",
    "query ($a: Boolean = true) { partners { nodes { name @include(if: $a) } } }",
    "query ($a: Boolean = true) { viewer { kind } partners { nodes { links { nodes { key @skip(if: $a) } } } } }",
  ])("null is refused for one that has a default: %s", async (query) => {
    const { status, body } = await ask(query, { a: null });
    expect(status).toBeLessThan(500);
    expect(body.errors.map((error: any) => error.extensions.code)).toContain("BAD_USER_INPUT");
  });

  test("objects of which everything is left out are empty, and not without a name", async () => {
    const { body } = await ask(`{
      partners(first: 1) { nodes { name @skip(if: true) } }
      links(first: 1) { nodes { id partner { ... @include(if: false) { id } } } }
      programs(first: 1) { nodes { links(first: 1) { totalCount @skip(if: true) } } }
      organization { slug @skip(if: true) }
    }`);
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual({
      partners: { nodes: [{}] },
      links: { nodes: [{ id: expect.any(String), partner: {} }] },
      programs: { nodes: [{ links: {} }] },
      organization: {},
    });
  });
});

const none = { clicks: { totalCount: 0 }, events: { totalCount: 0 }, commissions: { totalCount: 0 } };
const one = { clicks: { totalCount: 1 }, events: { totalCount: 1 }, commissions: { totalCount: 1 } };
describe("instants that no row can have", () => {
  test.each(["0000-01-01T00:00:00Z", "0000-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59"])(
    "%s leaves out what it must, and nothing else",
    async (at) => {
      const count = async (filter: string) => {
        const lists = ["clicks", "events", "commissions"].map((list) => `${list}(${filter}) { totalCount }`);
        return (await ask(`query ($at: DateTime) { ${lists.join(" ")} }`, { at })).body.data;
      };
      const [since, until] = at.startsWith("0000") ? [one, none] : [none, one];
      expect(await count("from: $at")).toEqual(since);
      expect(await count("until: $at")).toEqual(until);
    },
  );
});

describe("refusals", () => {
  test("a socket names what is wrong with an operation's name", async () => {
    const refused = { code: "OPERATION_RESOLUTION_FAILURE", requestId: expect.any(String) };
    for (const payload of [
      { query: "query A { viewer { name } }", operationName: "B" },
      { query: "query A { viewer { name } } query B { viewer { name } }" },
    ]) {
      expect(await askSocket(payload)).toMatchObject({ type: "error", payload: [{ extensions: refused }] });
    }
  });

  test("what is too large has the code that says so", async () => {
    const deep = `{ partners { ${"nodes { links { nodes { partner { ".repeat(4)}id ${"}".repeat(18)}`;
    const { status, body } = await ask(deep);
    expect({ status, code: body.errors[0].extensions.code }).toEqual({ status: 400, code: "OPERATION_TOO_LARGE" });
  });

  test("a frame that is not UTF-8 is not taken for what it is not", async () => {
    const socket = new WebSocket(`${door.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    await once(socket, "open");
    socket.send(
      Buffer.concat([Buffer.from('{"type":"connection_init","payload":{"a":"'), Buffer.of(0xff), Buffer.from('"}}')]),
    );
    expect(((await once(socket, "close")) as [number])[0]).toBe(1007);
  });
});
