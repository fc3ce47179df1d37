import type { Readable } from "node:stream";

import { AppError } from "../../shared/errors.js";

/** A line that is longer is no line of ours. */
export const LINE_BYTES_MAX = 65_536;

const NEWLINE = 0x0a;

export interface NumberedLine {
  /** From 1. */
  number: number;
  bytes: Buffer;
}

/** The lines of a stream, one after another; empty ones are left out. Holds one line and one chunk in memory, never the whole. */
export async function* ndjsonLines(stream: Readable): AsyncGenerator<NumberedLine> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      const bytes = Buffer.concat([rest, chunk.subarray(from, end)]);
      rest = Buffer.alloc(0);
      from = end + 1;
      number += 1;
      if (isContent(bytes, number)) yield { number, bytes };
    }
    rest = Buffer.concat([rest, chunk.subarray(from)]);
    isContent(rest, number + 1);
  }
  if (isContent(rest, number + 1)) yield { number: number + 1, bytes: rest };
}

function isContent(bytes: Buffer, number: number): boolean {
  if (bytes.length > LINE_BYTES_MAX) {
    throw new AppError("tooLarge", `Line ${number} has more than ${LINE_BYTES_MAX} bytes.`, { code: "line_too_long" });
  }
  return bytes.some((byte) => byte > 0x20);
}
