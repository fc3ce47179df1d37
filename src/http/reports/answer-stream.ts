import { PassThrough } from "node:stream";

/** A reader who takes nothing for so long is let go: behind the answer a connection of the database waits. */
const STALL_MAX_MS = 60_000;

/** The body of an answer that is made while it is read: whoever writes waits for the reader. */
export class AnswerStream {
  readonly body = new PassThrough();

  /** Takes bytes or text; settles once there is room for more. Throws when the reader is gone or asleep. */
  async write(chunk: string | Uint8Array): Promise<void> {
    const { body } = this;
    if (body.destroyed) throw new ReaderGone();
    if (body.write(chunk)) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (outcome: () => void) => () => {
        clearTimeout(timer);
        body.off("drain", drained).off("close", gone);
        outcome();
      };
      const drained = settle(resolve);
      const gone = settle(() => reject(new ReaderGone()));
      const timer = setTimeout(gone, STALL_MAX_MS);
      body.once("drain", drained).once("close", gone);
    });
  }

  end(): void {
    this.body.end();
  }
}

/** Nobody is left to answer: not a fault of anybody's. */
export class ReaderGone extends Error {
  constructor() {
    super("The reader of an answer is gone.");
    this.name = "ReaderGone";
  }
}
