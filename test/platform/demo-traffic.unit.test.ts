import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, expect, test } from "@jest/globals";

import { DemoTraffic } from "../../src/services/platform/demo/demo-traffic.js";
import { DEMO_WORLD } from "../../src/services/platform/demo/demo-world.js";
import { eventually } from "../support/eventually.js";
import { silentLog } from "../support/silent-log.js";

interface Asked {
  path: string;
  authorization: string | undefined;
  browser: string | undefined;
  body: Record<string, unknown> | null;
}

let server: Server;
let asked: Asked[];
let url: string;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const one = await readAsked(request);
  asked.push(one);
  if (one.path.includes("/r/")) {
    response.writeHead(302, { location: `https://shop.example/?cref=click-${asked.length}` });
  }
  response.end("{}");
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return {
    path: request.url ?? "",
    authorization: request.headers.authorization,
    browser: request.headers["user-agent"],
    body: text === "" ? null : (JSON.parse(text) as Record<string, unknown>),
  };
}

test("visitors click real links, and some identify themselves and buy, until the demo stops", async () => {
  let keysTaken = 0;
  const shops = DEMO_WORLD.map((organization) => ({
    organization,
    eventsKey: `key-of-${organization.slug}`,
    links: organization.partners.flatMap(({ links }) =>
      links.map(({ key }) => ({ key, url: `${url}/t/${organization.slug}/r/${key}` })),
    ),
  }));
  const traffic = new DemoTraffic(
    () => url,
    async () => shops,
    async () => {
      keysTaken += 1;
    },
    silentLog,
  );
  await traffic.start();
  await eventually(() => expect(asked.filter(({ path }) => path === "/v1/events").length).toBeGreaterThan(0), 40_000);
  await traffic.stop();
  const atStop = asked.length;

  const clicks = asked.filter(({ path }) => path.includes("/r/"));
  const identified = asked.find(({ path }) => path === "/v1/identify");
  const bought = asked.find(({ path }) => path === "/v1/events");
  expect(clicks.every(({ path }) => /^\/t\/(northlight|fernwood)\/r\/[a-z-]+$/.test(path))).toBe(true);
  expect(new Set(clicks.map(({ browser }) => browser)).size).toBe(clicks.length);
  expect(identified?.body).toMatchObject({ cref: expect.stringMatching(/^click-/) });
  expect(bought?.body).toMatchObject({ userId: identified?.body?.["userId"], id: expect.stringMatching(/^live-/) });
  expect(bought?.authorization).toMatch(/^Bearer key-of-/);
  expect(clicks.some(({ path }) => path.endsWith("/dealspout"))).toBe(false);
  expect(keysTaken).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked.length).toBe(atStop);
}, 60_000);
