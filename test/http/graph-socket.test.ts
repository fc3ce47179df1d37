import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { WebSocket } from "ws";

import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";
import { eventually } from "../support/eventually.js";

let door: DoorWorld;
let acme: DoorOrganization;
let token: string;
beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  token = (await acme.member("OWNER")).token;
  await acme.partner();
});
afterAll(() => door.end());

const subscribe = (id: string, query: string): string => JSON.stringify({ type: "subscribe", id, payload: { query } });

const open = (path = "/graphql", headers: Record<string, string> = {}, protocol = "graphql-transport-ws") =>
  new WebSocket(`${door.url.replace("http", "ws")}${path}`, protocol, { headers });
const init = (authorization?: string) =>
  JSON.stringify({ type: "connection_init", ...(authorization && { payload: { authorization } }) });

/** Opens, sends, and gives the code with which the server closes. */
async function closeCode(socket: WebSocket, ...messages: (string | Buffer)[]): Promise<number> {
  await once(socket, "open");
  for (const message of messages) socket.send(message);
  const [code] = (await once(socket, "close")) as [number];
  return code;
}

/** A connection of its own on which the lines of a request are sent. */
async function dial(...lines: string[]): Promise<Socket> {
  const { hostname, port } = new URL(door.url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  await once(socket, "connect");
  const upgrade = lines.some((line) => line.startsWith("Connection")) ? [] : ["Connection: Upgrade"];
  socket.write(`${[...lines.slice(0, 1), "Host: localhost", ...upgrade, ...lines.slice(1)].join("\r\n")}\r\n\r\n`);
  return socket;
}

async function ready(socket: WebSocket): Promise<any[]> {
  const received: any[] = [];
  socket.on("message", (message: Buffer) => received.push(JSON.parse(message.toString())));
  await once(socket, "open");
  socket.send(init(`Bearer ${token}`));
  await eventually(() => expect(received).toEqual([{ type: "connection_ack" }]));
  return received;
}

describe("ws /graphql", () => {
  test("without a credential, with a false one or one of another organization it is closed as unauthorized", async () => {
    const rival = await door.organization();
    expect(await closeCode(open(), init())).toBe(4401);
    expect(await closeCode(open(), init("Bearer trb_s_nonsense"))).toBe(4401);
    expect(await closeCode(open(), init(token))).toBe(4401);
    expect(await closeCode(open(`/t/${rival.slug}/graphql`), init(`Bearer ${token}`))).toBe(4401);
    expect(await closeCode(open(), JSON.stringify({ type: "connection_init", payload: { authorization: 5 } }))).toBe(
      4401,
    );
  });

  test("IN21 the cookie counts only when the page is ours", async () => {
    const cookie = `tributary_session=${token}`;
    expect(await closeCode(open("/graphql", { cookie, origin: "https://evil.example" }), init())).toBe(4401);
    expect(await closeCode(open("/graphql", { cookie }), init())).toBe(4401);
    const ours = open("/graphql", { cookie, origin: door.url });
    await once(ours, "open");
    ours.send(init());
    const [message] = (await once(ours, "message")) as [Buffer];
    expect(JSON.parse(message.toString())).toEqual({ type: "connection_ack" });
    ours.close();
  });

  test("IN22 silence, nonsense, a second hello, a repeated id and a flood are closed, each with its code", async () => {
    expect(await closeCode(open())).toBe(4408);
    expect(await closeCode(open(), "nonsense")).toBe(4400);
    expect(await closeCode(open(), subscribe("1", "{ __typename }"))).toBe(4401);
    expect(await closeCode(open(), init(`Bearer ${token}`), init(`Bearer ${token}`))).toBe(4429);
    expect(await closeCode(open(), Buffer.alloc(200_000, 0x20))).toBe(1009);
    const [{ id: partnerId } = { id: "" }] = await acme.ctx.query<{ id: string }>("SELECT id FROM partner LIMIT 1");
    const follow = (id: string) => subscribe(id, `subscription { earnings(partnerId: "${partnerId}") { cursor } }`);
    const twice = open();
    await ready(twice);
    twice.send(follow("1"));
    twice.send(follow("1"));
    expect(((await once(twice, "close")) as [number])[0]).toBe(4409);
    const many = open();
    const received = await ready(many);
    for (let id = 0; id < 21; id++) many.send(follow(String(id)));
    await eventually(() =>
      expect(received.filter(({ type }) => type === "error")).toMatchObject([
        { payload: [{ extensions: { code: "TOO_MANY_OPERATIONS" } }] },
      ]),
    );
    many.close();
  });

  test("queries and limits are the same as by POST", async () => {
    const socket = open();
    const received = await ready(socket);
    const ask = (id: string, query: string) => socket.send(subscribe(id, query));
    ask("good", "{ organization { slug } }");
    ask("deep", `{ ${"viewer { ".repeat(20)}name${" }".repeat(20)} }`);
    ask("long", `{ ${"__typename ".repeat(5000)} }`);
    ask("broken", "{");
    ask("gone", `{ partner(id: "x") { id } }`);
    await eventually(() => expect(received.filter(({ type }) => type === "next" || type === "error")).toHaveLength(5));
    const of = (id: string) => received.find((message) => message.id === id && message.type !== "complete");
    expect(of("good").payload.data).toEqual({ organization: { slug: acme.slug } });
    expect(of("good").payload.extensions.cost.requestedQueryCost).toBe(1);
    expect(of("gone").payload.errors[0].extensions.code).toBe("NOT_FOUND");
    for (const id of ["deep", "long", "broken"]) expect(of(id)).toMatchObject({ type: "error" });
    socket.close();
  });

  test("IN18 names and keys that would reach a prototype are refused, and every refusal has a request id", async () => {
    const socket = open();
    const received = await ready(socket);
    const record = `mutation ($input: RecordEventsInput!) { recordEvents(input: $input) { __typename } }`;
    const ask = (id: string, query: string, variables = "{}") =>
      socket.send(
        `{"type":"subscribe","id":"${id}","payload":{"query":${JSON.stringify(query)},"variables":${variables}}}`,
      );
    ask("nested", record, '{"input":{"events":[{"id":"1","type":"sale","metadata":{"a":[{"__proto__":{"b":1}}]}}]}}');
    ask("deep", "{ __typename }", `{"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`);
    ask("variable", "query ($constructor: ID!) { partner(id: $constructor) { id } }");
    ask("alias", "{ __proto__: organization { slug } }");
    ask("shape", "{ organization { slugg } }");
    const ids = ["nested", "variable", "alias", "shape"];
    const of = (id: string) => received.find((message) => message.id === id && message.type === "error");
    await eventually(() => expect(ids.every((id) => of(id))).toBe(true));
    for (const id of ids) {
      expect(of(id).payload[0].extensions.requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(of(id).payload[0].extensions.code).toMatch(/^(body_key_refused|GRAPHQL_VALIDATION_FAILED)$/);
    }
    expect(of("nested").payload[0].extensions.code).toBe("body_key_refused");
    await eventually(() =>
      expect(received.find(({ id, type }) => id === "deep" && type === "next").payload.data.__typename).toBe("Query"),
    );
    socket.close();
  });

  test("a stranger who is gone before the refusal of an upgrade takes nobody along", async () => {
    const upgrades = Array.from({ length: 50 }, async (_, index) => {
      const socket = await dial(`GET /${index % 2 === 0 ? "nowhere" : "graphql"} HTTP/1.1`, "Upgrade: websocket");
      socket.resetAndDestroy();
    });
    await Promise.all(upgrades);
    expect((await fetch(`${door.url}/livez`)).status).toBe(200);
  });

  test("an offer of another protocol is passed over, and the request is answered as it is", async () => {
    const offer = ["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP"];
    const body = JSON.stringify({ query: "{ viewer { role } }" });
    const socket = await dial(
      "POST /graphql HTTP/1.1",
      ...offer,
      `Authorization: Bearer ${token}`,
      "Content-Type: application/json",
      `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 .*"role":"OWNER"/s);
    socket.destroy();
  });

  test("no other address takes an upgrade, and no other protocol", async () => {
    const elsewhere = open("/v1/events");
    const [error] = (await once(elsewhere, "error")) as [Error];
    expect(error.message).toContain("404");
    const old = open("/graphql", {}, "graphql-ws");
    await once(old, "error");
  });
});
