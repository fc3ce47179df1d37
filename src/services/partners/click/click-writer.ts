import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

import { AppError } from "../../../shared/errors.js";
import type { Log } from "../../../shared/log.js";
import { within } from "../../../shared/within.js";
import type { ClickSpool } from "./click-spool.js";
import { isRowFault } from "./click-store.js";
import type { ClickStore } from "./click-store.js";
import type { NewClick } from "./new-click.js";

const INSERT_TIMEOUT_MS = 500;
const BATCH_MAX = 2_000;
const WAITING_MAX = 50_000;
const PROBE_FIRST_MS = 50;
const PROBE_LAST_MS = 1_000;
const DRAIN_EVERY_MS = 1_000;
const DRAIN_BATCH_TIMEOUT_MS = 10_000;
const SETTLE_PAUSE_MS = 20;

export interface ClickWriterOptions {
  /** A database slower than this is as good as gone: its clicks go to the spool. */
  insertTimeoutMs?: number;
  batchMax?: number;
  waitingMax?: number;
  drainEveryMs?: number;
  /** Called with clicks that were answered once the database held them; it must not throw. */
  onLanded?: (clicks: readonly NewClick[]) => void;
  /**
   * Called with clicks that came out of the spool, which keeps them until this resolves: what follows from a late click
   * must not be lost with the process either. It may be called again with the same clicks.
   */
  onLate?: (clicks: readonly NewClick[]) => Promise<void>;
}

interface WaitingClick {
  click: NewClick;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Makes clicks durable, many at a time. While one batch commits the next one forms, so a lone click waits for nobody
 * and a crowd shares commits. When the database fails or is slow, clicks go to the spool instead, also those whose
 * fate is unknown: a click carries its own id, so arriving twice is arriving once.
 */
export class ClickWriter {
  private readonly waiting: WaitingClick[] = [];
  private running: Promise<void> | null = null;
  private recovering: Promise<void> | null = null;
  private spooling = 0;
  private outage = false;
  private readonly stopping = new AbortController();
  private readonly drainTimer: NodeJS.Timeout;
  private readonly insertTimeoutMs: number;
  private readonly batchMax: number;
  private readonly waitingMax: number;
  private readonly onLanded: (clicks: readonly NewClick[]) => void;
  private readonly onLate: (clicks: readonly NewClick[]) => Promise<void>;
  /** Since the start, for metrics. */
  readonly counts = { written: 0, spooled: 0, refused: 0, outages: 0 };

  constructor(
    private readonly store: ClickStore,
    private readonly spool: ClickSpool,
    private readonly log: Log,
    options: ClickWriterOptions = {},
  ) {
    this.insertTimeoutMs = options.insertTimeoutMs ?? INSERT_TIMEOUT_MS;
    this.batchMax = options.batchMax ?? BATCH_MAX;
    this.waitingMax = options.waitingMax ?? WAITING_MAX;
    this.onLanded = options.onLanded ?? (() => undefined);
    this.onLate = options.onLate ?? (async () => undefined);
    // Also finds what dead processes left, and what an earlier drain did not finish.
    this.drainTimer = setInterval(() => void this.drain(), options.drainEveryMs ?? DRAIN_EVERY_MS);
    this.drainTimer.unref();
  }

  /** Whether clicks go straight to the spool at the moment. */
  get isSpooling(): boolean {
    return this.outage;
  }

  /** Resolves when the click is durable, in the database or in the spool. Rejects if neither could take it. */
  write(click: NewClick): Promise<void> {
    if (this.stopping.signal.aborted || this.waiting.length + this.spooling >= this.waitingMax) {
      this.counts.refused += 1;
      return Promise.reject(new AppError("unavailable", "Too many clicks at once.", { retryAfterSeconds: 1 }));
    }
    return new Promise((resolve, reject) => {
      const one = { click, resolve, reject };
      if (this.outage) {
        void this.toSpool([one]);
        return;
      }
      this.waiting.push(one);
      this.running ??= this.run();
    });
  }

  /** Brings what was spooled before into the database. False if that did not succeed within the time. */
  async settle(timeoutMs: number): Promise<boolean> {
    const until = Date.now() + timeoutMs;
    while (!(await within(Math.max(until - Date.now(), 1), this.drain()).catch(() => false))) {
      if (Date.now() >= until || this.stopping.signal.aborted) return false;
      await sleep(SETTLE_PAUSE_MS);
    }
    return true;
  }

  /** Finishes every click that was taken. What is in the spool stays there for the next process. */
  async close(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.drainTimer);
    await this.running;
    await this.recovering;
  }

  private async run(): Promise<void> {
    // Everything of this turn of the event loop joins the first batch.
    await nextTurn();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.batchMax);
      if (this.outage) await this.toSpool(batch);
      else await this.commit(batch);
    }
    this.running = null;
  }

  private async commit(batch: WaitingClick[]): Promise<void> {
    const clicks = batch.map((one) => one.click);
    try {
      await within(this.insertTimeoutMs, this.insert(clicks));
    } catch (error) {
      this.enterOutage(error);
      // Those behind the batch wait no longer than it did.
      await this.toSpool([...batch, ...this.waiting.splice(0)]);
      return;
    }
    this.onLanded(clicks);
    this.counts.written += batch.length;
    for (const one of batch) one.resolve();
  }

  private async toSpool(batch: WaitingClick[]): Promise<void> {
    this.spooling += batch.length;
    try {
      await this.spool.append(batch.map((one) => one.click));
      this.counts.spooled += batch.length;
      for (const one of batch) one.resolve();
    } catch (cause) {
      this.counts.refused += batch.length;
      const refusal = new AppError("unavailable", "The click cannot be stored.", { retryAfterSeconds: 1, cause });
      for (const one of batch) one.reject(refusal);
    } finally {
      this.spooling -= batch.length;
    }
  }

  /** One row that can never be written must not hold up the others: halve until it stands alone, then put it aside. */
  private async insert(clicks: readonly NewClick[]): Promise<void> {
    try {
      await this.store.insert(clicks);
    } catch (error) {
      if (!isRowFault(error)) throw error;
      const [first] = clicks;
      if (first !== undefined && clicks.length === 1) {
        await this.spool.quarantine(first, String(error));
        return;
      }
      const middle = clicks.length >> 1;
      await this.insert(clicks.slice(0, middle));
      await this.insert(clicks.slice(middle));
    }
  }

  private async insertLate(clicks: readonly NewClick[]): Promise<void> {
    await this.insert(clicks);
    await this.onLate(clicks);
  }

  private enterOutage(error: unknown): void {
    if (this.outage) return;
    this.outage = true;
    this.counts.outages += 1;
    this.log.warn({ err: error }, "the database does not take clicks; they go to the spool");
    this.recovering = this.recover();
  }

  private async recover(): Promise<void> {
    let pauseMs = PROBE_FIRST_MS;
    while (this.outage && !this.stopping.signal.aborted) {
      await sleep(pauseMs, undefined, { ref: false, signal: this.stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, PROBE_LAST_MS);
      try {
        await within(PROBE_LAST_MS, this.store.probe());
        this.outage = false;
      } catch {
        // Still gone: the next round asks again.
      }
    }
    this.recovering = null;
    if (!this.stopping.signal.aborted) {
      this.log.warn("the database takes clicks again");
      void this.drain();
    }
  }

  /** Never rejects: what is left is tried again soon. False if something is left. */
  private async drain(): Promise<boolean> {
    if (this.outage || this.stopping.signal.aborted) return false;
    try {
      const drained = await this.spool.drain((clicks) => within(DRAIN_BATCH_TIMEOUT_MS, this.insertLate(clicks)));
      if (drained > 0) this.log.info({ clicks: drained }, "spooled clicks are in the database");
      return true;
    } catch (error) {
      this.log.warn({ err: error }, "the spool could not be drained; it will be tried again");
      return false;
    }
  }
}
