import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from "graphql";
import { createClient } from "graphql-ws";
import type { Client } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { WebSocket, WebSocketServer } from "ws";

import { resumeSubscription } from "../../client/src/graph/resume-subscription.js";

const LAST = 20;

interface Tick {
  tick: string;
}

/** Counts from after the cursor to `LAST`, one number every few milliseconds. */
async function* countAfter(after: string): AsyncGenerator<Tick> {
  for (let next = Number(after) + 1; next <= LAST; next++) {
    await new Promise((resolve) => setTimeout(resolve, 3));
    yield { tick: String(next) };
  }
  await new Promise(() => {});
}

const asked: string[] = [];
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: "Query", fields: { nothing: { type: GraphQLString } } }),
  subscription: new GraphQLObjectType({
    name: "Subscription",
    fields: {
      tick: {
        type: GraphQLString,
        args: { after: { type: GraphQLString } },
        subscribe: (_root, { after }: { after: string }) => {
          asked.push(after);
          return countAfter(after);
        },
      },
    },
  }),
});

const http = createServer();
const sockets = new WebSocketServer({ server: http });
let client: Client;

beforeEach(async () => {
  useServer({ schema }, sockets);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  client = createClient({
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    webSocketImpl: WebSocket,
    shouldRetry: () => true,
    retryWait: () => Promise.resolve(),
  });
});

afterEach(async () => {
  await client.dispose();
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  await new Promise((resolve) => http.close(resolve));
});

test("a line that breaks is taken up after the last frame seen, so that nothing is missing and nothing comes twice", async () => {
  const seen: number[] = [];
  await new Promise<void>((resolve, reject) => {
    resumeSubscription<Tick, { after: string }>(client, {
      document: parse("subscription ($after: String) { tick(after: $after) }"),
      variables: {},
      after: "0",
      cursorOf: ({ tick }) => tick,
      onData: ({ tick }) => {
        seen.push(Number(tick));
        if (seen.length === 5 || seen.length === 11) for (const socket of sockets.clients) socket.terminate();
        if (Number(tick) === LAST) resolve();
      },
      onEnd: reject,
    });
  });
  expect(seen).toEqual(Array.from({ length: LAST }, (_, index) => index + 1));
  expect(asked).toEqual(["0", "5", "11"]);
});
