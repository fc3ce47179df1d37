import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test } from "@jest/globals";
import { WebSocket, WebSocketServer } from "ws";

import { SharedText } from "../../src/http/graphql/socket/shared-text.js";

/** A real socket, and the line that its server writes to. */
async function openLine() {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  const connected = once(server, "connection");
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const received: string[] = [];
  client.on("message", (message: Buffer, isBinary) => received.push(`${isBinary ? "binary " : ""}${String(message)}`));
  const [socket, { socket: line }] = await connected;
  await once(client, "open");
  const close = async (): Promise<void> => {
    const closed = once(client, "close");
    socket.close(1000);
    await closed;
    http.close();
  };
  return { line, received, close };
}

const own = (text: string): string => Buffer.from(text).toString("latin1");

test("a text that is shared reaches each reader behind what is their own, of whatever length and in every script", async () => {
  const { line, received, close } = await openLine();
  const texts = [0, 100, 124, 125, 126, 5_000, 8_191, 8_192, 65_534, 65_535, 65_536, 200_000].map((length) =>
    "x".repeat(length),
  );
  const all = [...texts, "€ – 日本語 – 🎈", "é".repeat(5_000), "🎈".repeat(30_000)].map((text) => new SharedText(text));
  const written: string[] = [];
  for (const head of ["1", "ключ-2", "🎈"]) {
    for (const shared of all) {
      const isWritten = new Promise<void>((resolve) => shared.writeFrame(line, own(head), resolve));
      written.push(head + shared.bytes.toString());
      await isWritten;
    }
  }
  await close();
  expect(received).toEqual(written);
});
