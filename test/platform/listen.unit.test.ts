import { afterEach, expect, test } from "@jest/globals";
import { once } from "node:events";
import type { Server } from "node:net";
import { createServer } from "node:net";

import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { pino } from "pino";

import { listen } from "../../src/http/listen.js";
import type { Log } from "../../src/shared/log.js";

const open: (Server | FastifyInstance)[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const notStopping = new AbortController().signal;

function newServer(): FastifyInstance {
  const server = fastify();
  open.push(server);
  return server;
}

async function occupy(): Promise<{ port: number; leave: () => void }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as { port: number }).port, leave: () => void server.close() };
}

function listeningLog(said: string[]): Log {
  return pino({ level: "warn" }, { write: (line: string) => void said.push(line) });
}

test("a port that becomes free in time is taken, and the wait is announced once", async () => {
  const { port, leave } = await occupy();
  const said: string[] = [];
  setTimeout(leave, 250);
  const url = await listen(newServer(), { host: "127.0.0.1", port, log: listeningLog(said), stopping: notStopping });
  expect(url).toBe(`http://127.0.0.1:${port}`);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(`Port ${port} on 127.0.0.1 is in use; waiting`);
});

test("a port that stays taken is named in one sentence", async () => {
  const { port, leave } = await occupy();
  const options = { host: "127.0.0.1", port, log: listeningLog([]), stopping: notStopping, waitMaxMs: 150 };
  await expect(listen(newServer(), options)).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use by another program; stop that program or set PORT to another port.`,
  );
  leave();
});

test("a wish to stop ends the wait", async () => {
  const { port, leave } = await occupy();
  const stopping = new AbortController();
  const waiting = listen(newServer(), { host: "127.0.0.1", port, log: listeningLog([]), stopping: stopping.signal });
  setTimeout(() => stopping.abort(), 50);
  await expect(waiting).rejects.toThrow("is in use");
  leave();
});
