import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";

import { SetupError } from "../../../shared/setup-error.js";

const HASH_LENGTH = 40;
/** A hash, a count and the line's end fit twice. */
const PROBE_BYTES = 160;
/** What is left then is read whole. */
const READ_WHOLE_BYTES = 4096;
const LINE = /^([0-9A-F]{40})(?::\d+)?\r?$/;

/**
 * Passwords that stand in public breaches, in a file as Have I Been Pwned publishes it: one SHA-1 in hex on each line, with
 * or without a count behind it, in ascending order. The file has tens of gigabytes and is never loaded: a look-up reads a
 * few dozen places of it. It is opened for each look-up, so it can be replaced at any time.
 */
export class BreachedPasswords {
  constructor(private readonly path: string) {}

  /** Throws a SetupError unless the file is there and begins as it should: called as the server starts. */
  async check(): Promise<void> {
    const file = await open(this.path).catch((cause: unknown) => {
      throw new SetupError(`TRIBUTARY_BREACHED_PASSWORDS: ${this.path} cannot be read.`, { cause });
    });
    try {
      const [line = ""] = (await readAt(file, 0, PROBE_BYTES)).split("\n");
      if (LINE.test(line)) return;
    } finally {
      await file.close();
    }
    throw new SetupError(
      `TRIBUTARY_BREACHED_PASSWORDS: ${this.path} does not have lines of SHA-1 hashes in hex, as in pwned-passwords-sha1-ordered-by-hash.`,
    );
  }

  /** Whether the password stands in the file. */
  async includes(password: string): Promise<boolean> {
    const hash = createHash("sha1").update(password).digest("hex").toUpperCase();
    const file = await open(this.path);
    try {
      const { size } = await file.stat();
      return await search(file, hash, size);
    } finally {
      await file.close();
    }
  }
}

/** The wanted line, if there is one, begins in [from, to]; `from` is always a line's beginning. */
async function search(file: FileHandle, hash: string, size: number): Promise<boolean> {
  let from = 0;
  let to = size;
  while (to - from > READ_WHOLE_BYTES) {
    const middle = Math.floor((from + to) / 2);
    const probe = await readAt(file, middle, PROBE_BYTES);
    const begins = probe.indexOf("\n") + 1;
    const found = begins === 0 ? "" : probe.slice(begins, begins + HASH_LENGTH);
    if (found === hash) return true;
    if (found.length === HASH_LENGTH && found < hash) from = middle + begins;
    else to = middle;
  }
  const rest = await readAt(file, from, to - from + PROBE_BYTES);
  return rest.split("\n").some((line) => line.slice(0, HASH_LENGTH) === hash);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.toString("latin1", 0, bytesRead).toUpperCase();
}
