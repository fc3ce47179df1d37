import { appendFile, mkdir, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";

import type { Log } from "../../../shared/log.js";
import { syncFolder } from "../../../shared/sync-folder.js";
import { decodeClick, encodeClick } from "./new-click.js";
import type { NewClick } from "./new-click.js";
import { nameSpoolFile, readSpoolFileName } from "./spool-file-name.js";
import type { SpoolFileName } from "./spool-file-name.js";
import { closeOwner, isAlive, openOwner } from "./spool-owner.js";
import type { SpoolOwner } from "./spool-owner.js";
import { SpoolSegment } from "./spool-segment.js";

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const SEGMENT_BYTES_MAX = 8 * 1024 * 1024;
const SPOOL_BYTES_MAX = 2 * 1024 * 1024 * 1024;
const DRAIN_BATCH_MAX = 1_000;
const QUARANTINE_NAME = "quarantined-clicks.ndjson";

export interface ClickSpoolOptions {
  segmentBytesMax?: number;
  spoolBytesMax?: number;
}

/** What waits on disk, for health and metrics. */
export interface SpoolBacklog {
  files: number;
  bytes: number;
  /** When the oldest file that holds clicks was begun. */
  oldestAt: Date | null;
  /** Bytes of clicks that the database refused for good; somebody has to look at them. */
  quarantinedBytes: number;
}

/** Thrown when the spool has no room: the click was not taken. */
export class SpoolFullError extends Error {}

interface WaitingGroup {
  text: string;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Clicks on disk while the database cannot take them: append-only files, synced in groups (many waiters share one
 * fdatasync), drained later by an idempotent insert and deleted after its commit. Several processes may share the
 * folder: each appends to its own files, and whoever finds files of a dead process adopts them.
 */
export class ClickSpool {
  private readonly waiting: WaitingGroup[] = [];
  private waitingBytes = 0;
  private storedBytes = 0;
  private sequence = 0;
  private segment: SpoolSegment | null = null;
  private flushing: Promise<void> | null = null;
  private draining: Promise<number> | null = null;
  private drainingNext: Promise<number> | null = null;
  private exclusiveTail: Promise<unknown> = Promise.resolve();
  private isFailing = false;
  private isClosed = false;

  private constructor(
    readonly folder: string,
    private readonly owner: SpoolOwner,
    private readonly log: Log,
    private readonly segmentBytesMax: number,
    private readonly spoolBytesMax: number,
  ) {}

  static async open(folder: string, log: Log, options: ClickSpoolOptions = {}): Promise<ClickSpool> {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    const { segmentBytesMax = SEGMENT_BYTES_MAX, spoolBytesMax = SPOOL_BYTES_MAX } = options;
    const spool = new ClickSpool(folder, openOwner(), log, segmentBytesMax, spoolBytesMax);
    spool.storedBytes = (await spool.backlog()).bytes;
    return spool;
  }

  /** Durable once resolved: written and synced. Rejects with SpoolFullError or the disk's error; then it is not kept. */
  append(clicks: readonly NewClick[]): Promise<void> {
    if (this.isClosed) return Promise.reject(new Error("the spool is closed"));
    const text = clicks.map(encodeClick).join("");
    if (this.storedBytes + this.waitingBytes + text.length > this.spoolBytesMax) {
      return Promise.reject(new SpoolFullError(`the click spool holds its ${this.spoolBytesMax} bytes`));
    }
    this.waitingBytes += text.length;
    return new Promise((resolve, reject) => {
      this.waiting.push({ text, resolve, reject });
      this.flushing ??= this.flush();
    });
  }

  /**
   * Hands everything that waits to `insert`, in batches, and deletes each file once all of it is committed. Stops at the
   * first failure and rejects with it; what was done stays done. Returns how many clicks it handed over.
   */
  drain(insert: (clicks: readonly NewClick[]) => Promise<void>): Promise<number> {
    if (this.draining === null) {
      this.draining = this.drainFiles(insert).finally(() => {
        this.draining = null;
      });
      return this.draining;
    }
    // The one under way has listed its files before: what was appended since is the next one's, which all who ask share.
    this.drainingNext ??= this.draining
      .catch(() => 0)
      .then(() => {
        this.drainingNext = null;
        return this.isClosed ? 0 : this.drain(insert);
      });
    return this.drainingNext;
  }

  /** Puts aside a click that the database will never take, with the reason. Durable once resolved. */
  quarantine(click: NewClick, reason: string): Promise<void> {
    return this.putAside({ reason, click: encodeClick(click).trimEnd() });
  }

  async backlog(): Promise<SpoolBacklog> {
    const backlog: SpoolBacklog = { files: 0, bytes: 0, oldestAt: null, quarantinedBytes: 0 };
    for (const name of await readdir(this.folder)) {
      const parsed = readSpoolFileName(name);
      if (parsed === null && name !== QUARANTINE_NAME) continue;
      const bytes = await stat(join(this.folder, name)).then(
        (found) => found.size,
        () => 0,
      );
      if (parsed === null) {
        backlog.quarantinedBytes = bytes;
      } else if (bytes > 0) {
        backlog.files += 1;
        backlog.bytes += bytes;
        const createdAt = new Date(parsed.createdAtMs);
        if (backlog.oldestAt === null || createdAt < backlog.oldestAt) backlog.oldestAt = createdAt;
      }
    }
    return backlog;
  }

  /** Finishes what was appended. Files stay for the next process. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.flushing;
    await this.draining?.catch(() => 0);
    await this.drainingNext;
    await this.exclusively(() => this.letGo());
    closeOwner(this.owner);
  }

  private async flush(): Promise<void> {
    // Everything of this turn of the event loop joins the first group.
    await nextTurn();
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0);
      const bytes = Buffer.from(group.map((one) => one.text).join(""));
      this.waitingBytes -= group.reduce((sum, one) => sum + one.text.length, 0);
      try {
        await this.exclusively(() => this.store(bytes));
        this.isFailing = false;
        for (const one of group) one.resolve();
      } catch (error) {
        // Once per trouble, or a full disk is filled further by its own reports.
        if (!this.isFailing) this.log.error({ err: error }, "the click spool cannot store clicks");
        this.isFailing = true;
        for (const one of group) one.reject(error);
      }
    }
    this.flushing = null;
  }

  /** After any failure a file is left as it is and the group goes into a new one, once. */
  private async store(bytes: Buffer): Promise<void> {
    try {
      await this.appendToSegment(bytes);
    } catch (error) {
      if (!this.isFailing) this.log.warn({ err: error }, "a spool file failed; trying a new one");
      await this.letGo();
      try {
        await this.appendToSegment(bytes);
      } catch (again) {
        await this.letGo();
        throw again;
      }
    }
  }

  private async appendToSegment(bytes: Buffer): Promise<void> {
    if (this.segment !== null && this.segment.bytes >= this.segmentBytesMax) await this.letGo();
    this.segment ??= await SpoolSegment.create(this.nextPath(Date.now()));
    await this.segment.append(bytes);
    this.storedBytes += bytes.length;
  }

  private nextPath(createdAtMs: number): string {
    this.sequence += 1;
    return join(this.folder, nameSpoolFile({ createdAtMs, owner: this.owner, sequence: this.sequence }));
  }

  /**
   * The folder's files, oldest first, none of which is ours to append to any more: later clicks go to a new file.
   * The listing bounds a drain: what begins meanwhile is the next one's.
   */
  private sealAndList(): Promise<string[]> {
    return this.exclusively(async () => {
      await this.letGo();
      return (await readdir(this.folder)).sort();
    });
  }

  private async letGo(): Promise<void> {
    const { segment } = this;
    this.segment = null;
    if (segment === null) return;
    await segment.close().catch((error: unknown) => this.log.warn({ err: error }, "a spool file did not close"));
    // Nothing in it was ever acknowledged: a full disk must not collect the remains of every attempt.
    if (segment.bytes === 0) await unlink(segment.path).catch(() => undefined);
  }

  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.exclusiveTail.then(work);
    this.exclusiveTail = done.catch(() => undefined);
    return done;
  }

  private async drainFiles(insert: (clicks: readonly NewClick[]) => Promise<void>): Promise<number> {
    let drained = 0;
    for (const name of await this.sealAndList()) {
      const parsed = readSpoolFileName(name);
      const path = parsed && (await this.claim(name, parsed));
      if (path) drained += await this.drainFile(path, insert);
    }
    this.storedBytes = (await this.backlog()).bytes;
    return drained;
  }

  /** The path to read it from; null when it is somebody else's. Renaming decides between two who adopt it at once. */
  private async claim(name: string, parsed: SpoolFileName): Promise<string | null> {
    const path = join(this.folder, name);
    if (parsed.owner.instance === this.owner.instance) return path;
    if (isAlive(parsed.owner)) return null;
    const adopted = this.nextPath(parsed.createdAtMs);
    try {
      await rename(path, adopted);
    } catch {
      return null;
    }
    return adopted;
  }

  private async drainFile(path: string, insert: (clicks: readonly NewClick[]) => Promise<void>): Promise<number> {
    const lines = (await readFile(path, "utf8")).split("\n");
    // What follows the last newline is either nothing or a torn line, which nobody was told is safe.
    lines.pop();
    const clicks: NewClick[] = [];
    const damaged: string[] = [];
    for (const line of lines) {
      const click = decodeClick(line);
      if (click === null) damaged.push(line);
      else clicks.push(click);
    }
    for (let start = 0; start < clicks.length; start += DRAIN_BATCH_MAX) {
      await insert(clicks.slice(start, start + DRAIN_BATCH_MAX));
    }
    for (const line of damaged) await this.putAside({ reason: "damaged line", line });
    await unlink(path);
    return clicks.length;
  }

  private async putAside(record: { reason: string; click?: string; line?: string }): Promise<void> {
    this.log.error({ reason: record.reason }, "a click was put aside: the database will not take it");
    const file = await open(join(this.folder, QUARANTINE_NAME), "a", PRIVATE_FILE);
    try {
      await appendFile(file, `${JSON.stringify({ at: new Date(), ...record })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(this.folder);
  }
}
