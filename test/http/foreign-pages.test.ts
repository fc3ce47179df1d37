import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { DoorWorld } from "../support/door-world.js";

let door: DoorWorld;
let token: string;

beforeAll(async () => {
  door = await DoorWorld.start();
  ({ token } = await (await door.organization()).member("OWNER"));
});
afterAll(() => door.end());

/** A mutation that changes nothing but tells whether it was reached. */
const ask = async (
  headers: Record<string, string>,
  { method = "POST", path = "/graphql" }: { method?: string; path?: string } = {},
): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`${door.url}${path}${method === "GET" ? "?query=%7B__typename%7D" : ""}`, {
    method,
    headers: { "content-type": "application/json", "apollo-require-preflight": "1", ...headers },
    ...(method === "POST" && { body: JSON.stringify({ query: "{ viewer { __typename } }" }) }),
  });
  return { status: answer.status, text: await answer.text() };
};
const withCookie = (headers: Record<string, string> = {}) => ({ cookie: `tributary_session=${token}`, ...headers });

describe("a page of another site", () => {
  test.each<Record<string, string>>([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1:1" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("changes nothing with the browser's cookie (%j)", async (headers) => {
    const { status, text } = await ask(withCookie(headers));
    expect({ status, isNamed: /cross_site_request/i.test(text) }).toEqual({ status: 403, isNamed: true });
    const rest = await ask(withCookie(headers), { path: "/v1/events" });
    expect({ status: rest.status, isNamed: /cross_site_request/.test(rest.text) }).toEqual({
      status: 403,
      isNamed: true,
    });
  });

  test("is not told apart where it has no cookie, or a credential of its own", async () => {
    expect((await ask({ origin: "https://evil.example" })).text).toContain('"viewer":null');
    const own = await ask({ origin: "https://evil.example", authorization: `Bearer ${token}` });
    expect(own.text).toContain('"viewer":{');
  });

  test("may ask for what changes nothing", async () => {
    const { status } = await ask(withCookie({ "sec-fetch-site": "cross-site" }), { method: "GET" });
    expect(status).toBe(200);
  });
});

describe("our own page", () => {
  test("is served by its origin, by the browser's word, and without either", async () => {
    const { origin } = new URL(door.url);
    const ours: Record<string, string>[] = [
      { origin },
      { "sec-fetch-site": "same-origin" },
      { "sec-fetch-site": "none" },
      {},
    ];
    for (const headers of ours) {
      expect((await ask(withCookie(headers))).text).toContain('"viewer":{');
    }
  });
});
