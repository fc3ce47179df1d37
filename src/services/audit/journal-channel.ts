import { setTimeout as delay } from "node:timers/promises";

import type { Database } from "../../shared/database/database.js";
import { assert } from "../../shared/errors.js";
import type { Log } from "../../shared/log.js";
import type { JournalFollower } from "./journal-follower.js";
import { type SealedEntry, readSealedEntry } from "./sealed-entry.js";

/** Entries of one read. */
const PAGE_MAX = 500;
/** The newest entries, kept so that clients who were away for a moment resume without a read. */
const RECENT_MAX = 256;
const RETRY_MS = 100;
const RETRY_MAX_MS = 5000;

/** Some entries of a journal and how far they reach: every fitting entry up to `position` is among them or was before. */
export interface JournalPage {
  entries: SealedEntry[];
  position: bigint;
  /** How far the journal reaches. */
  head: bigint;
}

/** Which entries are wanted; absent is all. */
export interface JournalFilter {
  partnerId?: string | undefined;
  kinds?: readonly string[] | undefined;
}

/**
 * One organization's journal in this process: how far it was read, its newest entries, and who follows. Each entry is
 * read and parsed once and handed to all whom it concerns.
 */
export class JournalChannel {
  /** Of the last entry handed on; -1 before the first one. Null until the channel knows where the journal stands. */
  private position: bigint | null = null;
  private target = -1n;
  private reading = false;
  private ended = false;
  private readonly recent: SealedEntry[] = [];
  private readonly live = new Map<string | null, Set<JournalFollower>>();
  private readonly open = new Set<JournalFollower>();

  constructor(
    private readonly database: Database,
    private readonly organizationId: string,
    private readonly log: Log,
    private readonly close: () => void,
  ) {}

  get followers(): number {
    return this.open.size;
  }

  add(follower: JournalFollower): void {
    this.open.add(follower);
  }

  remove(follower: JournalFollower): void {
    this.open.delete(follower);
    this.live.get(follower.partnerId)?.delete(follower);
    if (this.open.size > 0) return;
    this.ended = true;
    this.close();
  }

  end(): void {
    for (const follower of this.open) follower.end();
  }

  /** The journal reaches at least to this position: reads on, in the background. */
  reach(position: bigint): void {
    if (position > this.target) this.target = position;
    void this.readOn();
  }

  /** Where the journal stands; waits for the database if it is away. */
  async standing(): Promise<bigint> {
    while (this.position === null) {
      const { head } = await this.patiently(() => this.page(0n, {}, 0));
      // Somebody who asked at the same time may have been quicker.
      this.position ??= head;
      void this.readOn();
    }
    return this.position;
  }

  /**
   * Makes the follower live if nothing between its position and the channel's is missing here, handing it what it has not
   * seen. One step, without waiting: no entry can slip in between.
   */
  join(follower: JournalFollower): boolean {
    if (this.position === null) return false;
    const oldest = this.recent[0]?.position ?? this.position + 1n;
    if (follower.position < oldest - 1n) return false;
    const group = this.live.get(follower.partnerId) ?? new Set();
    this.live.set(follower.partnerId, group.add(follower));
    for (const entry of this.recent) follower.offer(entry);
    return true;
  }

  /** Fitting entries after a position, from the table; waits for the database if it is away. */
  read(after: bigint, filter: JournalFilter): Promise<JournalPage> {
    return this.patiently(() => this.page(after, filter, PAGE_MAX));
  }

  /** Tries again until the database answers, or nobody follows any more. */
  private async patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let waitMs = RETRY_MS; ; waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)) {
      try {
        return await work();
      } catch (error) {
        if (this.ended) throw error;
        this.log.debug({ err: error, organizationId: this.organizationId }, "reading the journal failed; trying again");
        await delay(waitMs, undefined, { ref: false });
      }
    }
  }

  /** One read at a time; a notice that comes meanwhile raises the target. */
  private async readOn(): Promise<void> {
    if (this.reading || this.position === null) return;
    this.reading = true;
    try {
      while (!this.ended && this.position < this.target) {
        const { entries } = await this.page(this.position, {}, PAGE_MAX);
        // A notice that promised more than there is: a restored backup, or nobody of ours.
        if (entries.length === 0) break;
        for (const entry of entries) this.hand(entry);
      }
    } catch (error) {
      // The next notice or poll comes back to it, from the same position.
      this.log.debug({ err: error, organizationId: this.organizationId }, "reading the journal failed");
    } finally {
      this.reading = false;
      this.target = this.position;
    }
  }

  private hand(entry: SealedEntry): void {
    assert(this.position !== null && entry.position === this.position + 1n, "a journal is read without a gap");
    this.position = entry.position;
    this.recent.push(entry);
    if (this.recent.length > RECENT_MAX) this.recent.shift();
    for (const follower of this.live.get(null) ?? []) follower.offer(entry);
    if (entry.partnerId === null) return;
    for (const follower of this.live.get(entry.partnerId) ?? []) follower.offer(entry);
  }

  private async page(after: bigint, { partnerId, kinds }: JournalFilter, limit: number): Promise<JournalPage> {
    const rows = await this.database.transaction({ organizationId: this.organizationId }, (transaction) =>
      transaction.query<{ size: bigint; position: bigint | null; bytes: Buffer }>(
        partnerId === undefined ? PAGE : PARTNER_PAGE,
        [this.organizationId, after, limit, kinds ?? null, ...(partnerId === undefined ? [] : [partnerId])],
        partnerId === undefined ? "journal-page" : "journal-partner-page",
      ),
    );
    const head = (rows[0]?.size ?? 0n) - 1n;
    const entries = rows.flatMap(({ position, bytes }) =>
      position === null ? [] : [readSealedEntry(position, bytes)],
    );
    const isFull = limit > 0 && entries.length === limit;
    return { entries, head, position: isFull ? entries[entries.length - 1]!.position : head };
  }
}

/** Head and entries in one statement, so that they are of one instant: an entry up to the head is there or does not fit. */
const pageOf = (fits: string): string => `
  SELECT h.size, e.position, e.bytes
  FROM journal_head h LEFT JOIN LATERAL (
    SELECT position, bytes FROM journal_entry
    WHERE organization_id = $1 AND position > $2 AND ($4::text[] IS NULL OR kind = ANY ($4)) ${fits}
    ORDER BY position LIMIT $3
  ) e ON true
  WHERE h.organization_id = $1
  ORDER BY e.position`;

const PAGE = pageOf("");
const PARTNER_PAGE = pageOf("AND partner_id = $5");
