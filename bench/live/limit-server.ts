/** The limit: a plain ws server with one topic. Told a text, it makes one frame of it and writes that to every socket. */
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";

import * as ws from "ws";

import { contendAt } from "../support/contender-side.js";

const sockets = new Set<Socket>();
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    response.writeHead(204).end();
    const frame = Buffer.concat(frameOf(Buffer.concat(chunks)));
    for (const socket of sockets) socket.write(frame);
  });
});
const subscribers = new ws.WebSocketServer({ server, perMessageDeflate: false });
subscribers.on("connection", (socket, { socket: line }) => {
  socket.on("message", (message: Buffer) => {
    if (message.includes("connection_init")) return socket.send('{"type":"connection_ack"}');
    sockets.add(line);
    socket.once("close", () => sockets.delete(line));
  });
});
server.listen(0, "127.0.0.1", () => contendAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

/** ws builds it, though its types do not say so. */
function frameOf(text: Buffer): Buffer[] {
  const { Sender } = ws as unknown as { Sender: { frame(data: Buffer, how: object): Buffer[] } };
  return Sender.frame(text, { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true });
}
