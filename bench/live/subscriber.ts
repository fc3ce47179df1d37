import type { Socket } from "node:net";
import { connect } from "node:net";

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const FINAL = 0x80;
const MASKED = 0x80;
/** Above it two bytes tell the length of a frame, and above what they can tell eight: nothing here is that long. */
const SHORT_MAX = 125;
const TWO_BYTES = 126;
const EMPTY = Buffer.alloc(0);
const NO_MASK = Buffer.alloc(4);

export interface SubscriberParts {
  url: string;
  /** Its `connection_init`. */
  hello: string;
  /** Sent once it is acknowledged. */
  subscribe: string;
  /** It has received a frame. */
  heard: (subscriber: Subscriber, message: Buffer) => void;
}

/**
 * One subscriber on a socket of its own, which speaks graphql-transport-ws as a browser does. By hand: a WebSocket library
 * would take more of the machine than what is measured.
 */
export class Subscriber {
  /** Settles once it may subscribe, and has asked to. */
  readonly acknowledged: Promise<void>;
  /** Frames so far, and when the last one was here. */
  frames = 0;
  heardAt = 0;
  private readonly socket: Socket;
  private received: Buffer = EMPTY;
  private isUpgraded = false;
  private settle: { resolve: () => void; reject: (reason: Error) => void } | undefined;

  constructor(private readonly parts: SubscriberParts) {
    const { hostname, port, host } = new URL(parts.url);
    this.socket = connect(Number(port), hostname).setNoDelay(true);
    this.acknowledged = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    this.socket
      .on("error", (error) => this.fail(error))
      .on("close", () => this.fail(new Error("The socket was closed")));
    this.socket.on("data", (chunk: Buffer) => this.read(chunk));
    this.socket.write(
      `GET /graphql HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        "Sec-WebSocket-Protocol: graphql-transport-ws\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
  }

  private read(chunk: Buffer): void {
    let rest = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    if (!this.isUpgraded) rest = this.upgrade(rest);
    while (this.isUpgraded) {
      const [from, to] = payloadOf(rest);
      if (rest.length < to) break;
      this.take(rest[0]! & 0x0f, rest.subarray(from, to));
      rest = rest.subarray(to);
    }
    this.received = rest.length === 0 ? EMPTY : rest;
  }

  private upgrade(received: Buffer): Buffer {
    const end = received.indexOf("\r\n\r\n");
    if (end === -1) return received;
    const head = received.toString("latin1", 0, end);
    if (!head.startsWith("HTTP/1.1 101 ")) this.fail(new Error(head));
    this.isUpgraded = true;
    this.send(TEXT, this.parts.hello);
    return received.subarray(end + 4);
  }

  private take(opcode: number, message: Buffer): void {
    if (opcode === PING) return this.send(PONG, "");
    if (opcode === CLOSE) return this.fail(new Error(`It was closed: ${message.toString("utf8", 2)}`));
    if (message.includes('"type":"next"')) {
      this.heardAt = monotonicMs();
      this.frames += 1;
      return this.parts.heard(this, message);
    }
    const text = message.toString();
    if (!text.startsWith('{"type":"connection_ack"')) return this.fail(new Error(text));
    this.send(TEXT, this.parts.subscribe);
    this.settle?.resolve();
  }

  private fail(error: Error): void {
    this.settle?.reject(error);
  }

  /** Masked by zeros, so that the text stays as it is. */
  private send(opcode: number, text: string): void {
    const payload = Buffer.from(text);
    const { length } = payload;
    const head = length > SHORT_MAX ? [MASKED | TWO_BYTES, length >> 8, length & 0xff] : [MASKED | length];
    this.socket.write(Buffer.concat([Buffer.of(FINAL | opcode, ...head), NO_MASK, payload]));
  }
}

/** Where the first frame's payload begins and ends; its end is beyond the bytes as long as they do not tell it. */
function payloadOf(bytes: Buffer): [number, number] {
  const [, length = Number.POSITIVE_INFINITY] = bytes;
  if (length <= SHORT_MAX) return [2, 2 + length];
  if (bytes.length < 4) return [4, Number.POSITIVE_INFINITY];
  return [4, 4 + bytes.readUInt16BE(2)];
}

/** The machine's monotonic clock, which is the same in all its processes. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
