import type { Duplex } from "node:stream";

import type { WebSocket } from "ws";

import type { LiveFigures } from "./live-figures.js";
import type { SharedText } from "./shared-text.js";

/** Bytes that wait for a reader; one that lets more pile up is too slow. */
const BUFFERED_BYTES_MAX = 4 * 1_048_576;
/** How long a text may wait for its reader. */
const STALLED_MS = 5000;
const KEEP_ALIVE_MS = 12_000;
/** How long a reader that is too slow has to hear why. */
const FAREWELL_MS = 2000;

/** Asks the client to come again: its rights changed, it was too slow, or the server is about to stop. */
export const TRY_AGAIN = 1013;

const TOO_SLOW = "Too slow: go on from the last cursor";

/** The sending side of a socket, bounded: whoever does not read is let go. */
export class SocketWriter {
  private readonly stopPinging: () => void;

  constructor(
    private readonly socket: WebSocket,
    /** What the socket writes to. */
    private readonly line: Duplex,
    private readonly figures: LiveFigures,
  ) {
    this.stopPinging = keepAlive(socket);
    socket.once("close", () => this.stopPinging());
  }

  /** Sends a text of the protocol. Settles once it is on its way. */
  async send(text: string): Promise<void> {
    await this.write((written) => this.socket.send(text, written));
  }

  /**
   * Sends a frame of a subscription: what is the subscriber's own, one character for each byte, and what all who hear of
   * the event share. Nothing to wait for if it is on its way, as it nearly always is; otherwise settles once it is, which
   * holds a fast source back.
   */
  tell(own: string, shared: SharedText): Promise<void> | undefined {
    this.figures.framesTold++;
    return this.write((written) => shared.writeFrame(this.line, own, written));
  }

  private write(begin: (written: () => void) => void): Promise<void> | undefined {
    const { socket, line } = this;
    if (socket.readyState !== socket.OPEN) return undefined;
    if (line.writableLength > BUFFERED_BYTES_MAX) {
      this.letGo();
      return undefined;
    }
    let resolve: (() => void) | undefined;
    begin(() => resolve?.());
    if (line.writableLength === 0) return undefined;
    // Somebody may have stopped reading.
    const stalled = setTimeout(() => this.letGo(), STALLED_MS).unref();
    return new Promise<void>((settle) => (resolve = settle)).finally(() => clearTimeout(stalled));
  }

  /** Closes it: its reader is too slow, and may come again and go on from the last cursor that it got. */
  letGo(): void {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return;
    this.figures.readersLetGo++;
    socket.close(TRY_AGAIN, TOO_SLOW);
    // What was piled up stands before the farewell, and may never be read.
    setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
  }
}

/** A line can die without a close: silence after a ping ends it. */
function keepAlive(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on("pong", () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, KEEP_ALIVE_MS).unref();
  return () => clearInterval(timer);
}
