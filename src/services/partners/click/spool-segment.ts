import { open, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

import { syncFolder } from "../../../shared/sync-folder.js";

const PRIVATE_FILE = 0o600;

/** Another process took the file for a dead one's. What was not confirmed has to be written elsewhere. */
class SegmentTakenError extends Error {}

/** One append-only file of the spool, open for writing by its owner alone. */
export class SpoolSegment {
  bytes = 0;

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    private readonly inode: bigint,
  ) {}

  /** The file's name is durable before anything in it is. */
  static async create(path: string): Promise<SpoolSegment> {
    const handle = await open(path, "ax", PRIVATE_FILE);
    try {
      const { ino } = await handle.stat({ bigint: true });
      await syncFolder(dirname(path));
      return new SpoolSegment(path, handle, ino);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Durable once resolved. After a failure the segment must not be used again: what the disk kept is unknown. */
  async append(bytes: Buffer): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.handle.write(bytes, written, bytes.length - written, null);
      written += bytesWritten;
    }
    await this.handle.datasync();
    await this.confirmOurs();
    this.bytes += bytes.length;
  }

  /**
   * Who takes over a file renames it before reading. So if its name still stands after our bytes are on disk, whoever
   * takes it from now on reads them as well; if not, they may be lost with it.
   */
  private async confirmOurs(): Promise<void> {
    const found = await stat(this.path, { bigint: true }).catch(() => null);
    if (found?.ino !== this.inode) throw new SegmentTakenError(`${this.path} was taken over by another process`);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
