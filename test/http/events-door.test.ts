import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { newId } from "../../src/shared/ids.js";
import type { DoorOrganization } from "../support/door-world.js";
import { DoorWorld } from "../support/door-world.js";

let door: DoorWorld;
let acme: DoorOrganization;
let token: string;
beforeAll(async () => {
  door = await DoorWorld.start();
  acme = await door.organization();
  token = await acme.key("events:write");
});
afterAll(() => door.end());

const sale = (given: Record<string, unknown> = {}) => ({
  id: `order-${newId()}`,
  type: "sale",
  userId: "user-1",
  amount: { amountMinor: 1000, currency: "EUR" },
  ...given,
});
const send = (body: unknown, headers: Record<string, string> = {}) => door.post("/v1/events", body, { token, headers });

const many = (count: number) => ({ events: Array.from({ length: count }, () => sale()) });
const identify = (body: unknown) => door.post("/v1/identify", body, { token });

describe("POST /v1/events", () => {
  test("one event is answered, and the same body gets the first answer again", async () => {
    const event = sale();
    const first = await send(event);
    expect(first).toMatchObject({ status: 200, body: { id: event.id, outcome: "recorded" } });
    expect(await send(event)).toMatchObject({ status: 200, body: first.body });
  });

  test("another body under the same id is a problem of 422", async () => {
    const event = sale();
    await send(event);
    const other = await send({ ...event, amount: { amountMinor: 1001, currency: "EUR" } });
    expect(other.headers.get("content-type")).toBe("application/problem+json");
    expect(other).toMatchObject({ status: 422, body: { status: 422, title: "Unprocessable Entity" } });
    expect(other.body.type).toBe(`urn:tributary:problem:${other.body.code}`);
  });

  test("of a batch each event stands alone and is answered in its place", async () => {
    const good = sale();
    const answer = await send({
      events: [sale({ amount: { amountMinor: -1, currency: "EUR" } }), good, { id: 5 }, null],
    });
    expect(answer.status).toBe(200);
    expect(answer.body.events.map((each: { outcome: string }) => each.outcome)).toEqual([
      "refused",
      "recorded",
      "refused",
      "refused",
    ]);
    expect(answer.body.events[0]).toMatchObject({ code: "event_invalid", path: ["amount", "amountMinor"] });
    expect(answer.body.events[1].id).toBe(good.id);
    expect(answer.body.events[2].id).toBeNull();
  });

  test("500 events fit, 501 do not, and none is none", async () => {
    expect((await send(many(500))).body.events).toHaveLength(500);
    expect(await send(many(501))).toMatchObject({ status: 413, body: { code: "too_many_events" } });
    expect(await send(many(0))).toMatchObject({ status: 400, body: { code: "events_invalid" } });
    expect(await send({ ...many(1), more: 1 })).toMatchObject({ status: 400, body: { code: "events_invalid" } });
  });

  test.each([
    ["a negative amount", '{"amountMinor":-1,"currency":"EUR"}'],
    ["a fraction", '{"amountMinor":10.5,"currency":"EUR"}'],
    ["a number beyond 2^53", '{"amountMinor":9007199254740993,"currency":"EUR"}'],
    ["infinity", '{"amountMinor":1e400,"currency":"EUR"}'],
    ["a fraction that a double would round away", '{"amountMinor":4503599627370496.1,"currency":"EUR"}'],
    ["text", '{"amountMinor":"10","currency":"EUR"}'],
    ["a currency that is none", '{"amountMinor":10,"currency":"ABC"}'],
    ["a metal", '{"amountMinor":10,"currency":"XAU"}'],
    ["no currency", '{"amountMinor":10}'],
    ["null instead of a number", '{"amountMinor":null,"currency":"EUR"}'],
  ])("IN5 IN6 an amount that is %s is refused, not rounded", async (_, amount) => {
    const body = `{"id":"order-${newId()}","type":"sale","userId":"u","amount":${amount}}`;
    const answer = await send(body);
    expect([400, 422]).toContain(answer.status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test("an amount at the edge is kept exactly, and 10.0 is 10", async () => {
    for (const [written, minor] of [
      ["9007199254740991", 9_007_199_254_740_991n],
      ["10.0", 10n],
      ["1e3", 1000n],
      ["-0", 0n],
    ] as const) {
      const id = `order-${newId()}`;
      const answer = await send(
        `{"id":"${id}","type":"sale","userId":"u","amount":{"amountMinor":${written},"currency":"EUR"}}`,
      );
      expect(answer.status).toBe(200);
      const [row] = await acme.ctx.query("SELECT amount_minor FROM event WHERE external_id = $1", [id]);
      expect(row).toEqual({ amount_minor: minor });
    }
  });

  test.each<[string, string | Uint8Array]>([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a text", '"x"'],
    ["null", "null"],
    ["a list", "[]"],
    ["a number", "5"],
    ["nested too deep", '{"events":['.repeat(2000)],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ["an overlong slash", new Uint8Array([0x22, 0xc0, 0xaf, 0x22])],
    ["NUL in an id", '{"id":"a\\u0000b","type":"sale","userId":"u"}'],
    ["half a surrogate in a user id", '{"id":"a","type":"sale","userId":"\\ud800"}'],
    ["NUL in metadata", '{"id":"a","type":"sale","userId":"u","metadata":{"a\\u0000":"b"}}'],
    ["half a surrogate in metadata", '{"id":"a","type":"sale","userId":"u","metadata":{"a":["\\udfff"]}}'],
    ["a prototype's key", '{"id":"a","type":"sale","userId":"u","metadata":{"__proto__":{"x":1}}}'],
    ["the same key in disguise", '{"id":"a","type":"sale","userId":"u","metadata":{"\\u005f_proto__":{"x":1}}}'],
    ["a field that nobody knows", '{"id":"a","type":"sale","userId":"u","amuont":{}}'],
    ["both a user and a click", '{"id":"a","type":"sale","userId":"u","cref":"018f0000-0000-7000-8000-000000000000"}'],
    ["neither", '{"id":"a","type":"sale"}'],
    ["a click that is no id", '{"id":"a","type":"sale","cref":"x"}'],
    ["no date", '{"id":"a","type":"sale","userId":"u","occurredAt":"yesterday"}'],
    ["a day that is none", '{"id":"a","type":"sale","userId":"u","occurredAt":"2026-02-30T00:00:00Z"}'],
    ["the year 0", '{"id":"a","type":"sale","userId":"u","occurredAt":"0000-01-01T00:00:00Z"}'],
    ["next year", '{"id":"a","type":"sale","userId":"u","occurredAt":"2999-01-01T00:00:00Z"}'],
    [
      "31 days ago",
      `{"id":"a","type":"sale","userId":"u","occurredAt":"${new Date(Date.now() - 31 * 86_400_000).toISOString()}"}`,
    ],
    ["an endless id", JSON.stringify(sale({ id: "x".repeat(5000) }))],
  ])("IN4 IN18 a body with %s is a typed refusal and writes nothing", async (_, body) => {
    const answer = await send(body);
    expect([400, 422]).toContain(answer.status);
    expect(answer.body).toMatchObject({ code: expect.stringMatching(/^[a-z0-9_]+$/), requestId: expect.any(String) });
    const rows = await acme.ctx.query("SELECT 1 FROM event WHERE external_id = 'a'");
    expect(rows).toHaveLength(0);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test("of a key that comes twice the last one counts", async () => {
    const id = `order-${newId()}`;
    const answer = await send(`{"id":"first","id":"${id}","type":"sale","userId":"u"}`);
    expect(answer).toMatchObject({ status: 200, body: { id } });
  });

  test("IN1 a body beyond a mebibyte is 413, another content type 415, an unknown address 404", async () => {
    expect(await send(`"${"x".repeat(1_048_577)}"`)).toMatchObject({ status: 413, body: { code: "too_large" } });
    expect(await send("a=b", { "content-type": "application/x-www-form-urlencoded" })).toMatchObject({ status: 415 });
    expect(await door.post("/v1/nothing", {}, { token })).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("who asks: nobody without an organization is 400, a stranger 401, a false credential 401, another's path 404", async () => {
    const rival = await door.organization();
    expect(await door.post("/v1/events", sale())).toMatchObject({ status: 400, body: { code: "tenant_slug_missing" } });
    expect(await door.post(`/t/${acme.slug}/v1/events`, sale())).toMatchObject({
      status: 401,
      body: { code: "unauthenticated" },
    });
    expect(await door.post("/v1/events", sale(), { token: "trb_k_x" })).toMatchObject({ status: 401 });
    expect(await door.post(`/t/${rival.slug}/v1/events`, sale(), { token })).toMatchObject({ status: 404 });
    expect(await door.post("/t/nobody-at-all/v1/events", sale(), { token })).toMatchObject({ status: 404 });
    expect(await door.post(`/t/${acme.slug}/v1/events`, sale(), { token })).toMatchObject({ status: 200 });
  });

  test("a revoked key is refused at once", async () => {
    const { apiKeys } = door.container;
    const key = await apiKeys.create(acme.ctx, { name: "old", scopes: ["events:write"] });
    expect((await door.post("/v1/events", sale(), { token: key.token })).status).toBe(200);
    await apiKeys.revoke(acme.ctx, key.id);
    expect((await door.post("/v1/events", sale(), { token: key.token })).status).toBe(401);
  });
});

describe("POST /v1/identify", () => {
  test("stitches a user to a click's visitor, and says when they were known", async () => {
    const campaign = await acme.campaign();
    const cref = await campaign.touch(await campaign.partner(), "user-a");
    expect(await identify({ cref, userId: "user-b" })).toMatchObject({ status: 200, body: { outcome: "stitched" } });
    expect(await identify({ cref, userId: "user-b" })).toMatchObject({ status: 200, body: { outcome: "known" } });
  });

  test("another organization's click does not exist", async () => {
    const rival = await door.organization();
    const campaign = await rival.campaign();
    const cref = await campaign.touch(await campaign.partner(), "user-a");
    expect(await identify({ cref, userId: "u" })).toMatchObject({ status: 404, body: { code: "click_not_found" } });
    expect(await identify({ cref: newId(), userId: "u" })).toMatchObject({
      status: 404,
      body: { code: "click_not_found" },
    });
  });

  test.each([
    [{}],
    [{ cref: "x", userId: "u" }],
    [{ cref: newId() }],
    [{ cref: newId(), userId: "" }],
    [{ cref: newId(), userId: "a\u0000" }],
    [{ cref: newId(), userId: "u", more: 1 }],
    ["null"],
  ])("refuses %j with a typed problem", async (body) => {
    expect(await identify(body)).toMatchObject({ status: 422, body: { code: "identify_invalid" } });
  });
});
