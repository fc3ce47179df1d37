import type { Duplex } from "node:stream";

const FINAL_TEXT = 0x81;
/** Above it two bytes tell the length, and above what these can tell eight. */
const SHORT_MAX = 125;
const TWO_BYTES = 126;
const TWO_BYTES_MAX = 0xffff;
const EIGHT_BYTES = 127;
/** A text up to here goes out in one write with what is the reader's own; a larger one is one memory for all its readers. */
const JOINED_BYTES_MAX = 8_192;

/**
 * Text in UTF-8 that many readers are sent, as bytes, and as a string of which each character is one byte: Node writes such
 * strings without a buffer for each, which is as cheap as writing one prepared frame.
 */
export class SharedText {
  readonly bytes: Buffer;
  private readonly joined: string | undefined;
  private opening = "";
  private openingLength = -1;

  constructor(text: string) {
    this.bytes = Buffer.from(text);
    this.joined = this.bytes.length <= JOINED_BYTES_MAX ? this.bytes.toString("latin1") : undefined;
  }

  /**
   * Writes a WebSocket text frame, unmasked and not compressed, of a part that is the reader's own and of this one. ws itself
   * would make two writes of it, and encode it anew for each reader.
   *
   * @param own - in UTF-8, one character for each byte.
   * @param written - called once it has left, or never will.
   */
  writeFrame(line: Duplex, own: string, written: () => void): void {
    const length = own.length + this.bytes.length;
    if (length !== this.openingLength) {
      this.opening = openingOf(length);
      this.openingLength = length;
    }
    if (this.joined !== undefined) {
      line.write(this.opening + own + this.joined, "latin1", written);
      return;
    }
    line.cork();
    line.write(this.opening + own, "latin1");
    line.write(this.bytes, written);
    line.uncork();
  }
}

function openingOf(length: number): string {
  if (length <= SHORT_MAX) return Buffer.of(FINAL_TEXT, length).toString("latin1");
  const told = Buffer.alloc(8);
  told.writeBigUInt64BE(BigInt(length));
  const [marker, from] = length <= TWO_BYTES_MAX ? [TWO_BYTES, 6] : [EIGHT_BYTES, 0];
  return Buffer.concat([Buffer.of(FINAL_TEXT, marker), told.subarray(from)]).toString("latin1");
}
