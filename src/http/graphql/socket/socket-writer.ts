import type { WebSocket } from "ws";

import type { LiveFigures } from "./live-figures.js";

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
    private readonly figures: LiveFigures,
  ) {
    this.stopPinging = keepAlive(socket);
    socket.once("close", () => this.stopPinging());
  }

  /** Settles once the text is on its way, which holds a fast source back. */
  send(text: string): Promise<void> {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    if (socket.bufferedAmount > BUFFERED_BYTES_MAX) {
      this.letGo();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      let stalled: NodeJS.Timeout | undefined;
      socket.send(text, () => {
        clearTimeout(stalled);
        resolve();
      });
      // Nearly always it is gone by now. Where it is not, somebody may have stopped reading.
      if (socket.bufferedAmount > 0) stalled = setTimeout(() => this.letGo(), STALLED_MS).unref();
    });
  }

  /** Sends a frame of a subscription. */
  tell(text: string): Promise<void> {
    this.figures.framesTold++;
    return this.send(text);
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
