import { setTimeout as delay } from "node:timers/promises";

import type { Database } from "../../shared/database/database.js";
import type { Log } from "../../shared/log.js";
import type { JournalHeads } from "./journal-heads.js";
import { type SealedEntry, type SealedRow, readSealedEntry } from "./sealed-entry.js";

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

/** Whom a channel hands entries to. */
export interface ChannelReader {
  /** Null: it wants everybody's. */
  readonly partnerId: string | null;
  /** Null: it wants every kind. */
  readonly kinds: ReadonlySet<string> | null;
  /** Everything up to here that fits was handed to it. */
  readonly position: bigint;
  /** Hands it an entry, which it may have already or not want. */
  offer(entry: SealedEntry): void;
  /** Nothing comes any more. */
  end(): void;
}

const EVERY_KIND = "*";

/**
 * One organization's journal in this process: how far it was read, its newest entries, and who follows. Each entry is
 * read and parsed once and handed to all whom it concerns; kinds that nobody ever asked for here are not read.
 */
export class JournalChannel {
  /** Of the last entry handed on; -1 before the first one. Null until the channel knows where the journal stands. */
  private position: bigint | null = null;
  private target = -1n;
  private reading = false;
  private ended = false;
  private readonly recent: SealedEntry[] = [];
  /** `recent` lacks entries up to here, whatever their kind. */
  private forgotten = -1n;
  private readonly wanted = new Set<string>();
  /** Each kind that is read, and after which position. A kind is read until the channel closes: clients come back. */
  private readonly readAfter = new Map<string, bigint>();
  private readonly live = new Map<string | null, Set<ChannelReader>>();
  private readonly open = new Set<ChannelReader>();

  constructor(
    private readonly database: Database,
    private readonly heads: JournalHeads,
    private readonly organizationId: string,
    private readonly log: Log,
    private readonly close: () => unknown,
  ) {}

  get followers(): number {
    return this.open.size;
  }

  add(follower: ChannelReader): void {
    this.open.add(follower);
    for (const kind of follower.kinds ?? [EVERY_KIND]) this.wanted.add(kind);
  }

  remove(follower: ChannelReader): void {
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
      const head = await this.patiently(() => this.heads.of(this.organizationId));
      // Somebody who asked at the same time may have been quicker.
      if (this.position === null) this.forgotten = this.position = head;
      void this.readOn();
    }
    return this.position;
  }

  /**
   * Makes the follower live if nothing between its position and the channel's is missing here, handing it what it has not
   * seen. One step, without waiting: no entry can slip in between.
   */
  join(follower: ChannelReader): boolean {
    if (!this.reading) this.widen();
    const after = this.completeAfter(follower.kinds);
    if (after === null || follower.position < after) return false;
    const group = this.live.get(follower.partnerId) ?? new Set();
    this.live.set(follower.partnerId, group.add(follower));
    for (const entry of this.recent) follower.offer(entry);
    return true;
  }

  /** Fitting entries after a position, from the table; waits for the database if it is away. */
  read(after: bigint, filter: JournalFilter): Promise<JournalPage> {
    return this.patiently(() => this.page(after, filter));
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
        this.widen();
        const kinds = this.readAfter.has(EVERY_KIND) ? undefined : [...this.readAfter.keys()];
        const { entries, position } = await this.page(this.position, { kinds });
        // A notice that promised more than there is: a restored backup, or nobody of ours.
        if (position <= this.position) break;
        this.position = position;
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

  /** From here on the kinds that were asked for are read. Only between reads: one under way was asked for fewer. */
  private widen(): void {
    if (this.position === null) return;
    for (const kind of this.wanted) if (!this.readAfter.has(kind)) this.readAfter.set(kind, this.position);
  }

  /** After which position every entry of these kinds is in `recent` or still to come; null if that cannot be said yet. */
  private completeAfter(kinds: ReadonlySet<string> | null): bigint | null {
    const every = this.readAfter.get(EVERY_KIND);
    let after = this.forgotten;
    for (const kind of kinds ?? [EVERY_KIND]) {
      const one = this.readAfter.get(kind);
      if (one === undefined && every === undefined) return null;
      const read = one === undefined || (every !== undefined && every < one) ? every! : one;
      if (read > after) after = read;
    }
    return after;
  }

  private hand(entry: SealedEntry): void {
    this.recent.push(entry);
    if (this.recent.length > RECENT_MAX) this.forgotten = this.recent.shift()!.position;
    for (const follower of this.live.get(null) ?? []) follower.offer(entry);
    if (entry.partnerId === null) return;
    for (const follower of this.live.get(entry.partnerId) ?? []) follower.offer(entry);
  }

  private async page(after: bigint, { partnerId, kinds }: JournalFilter): Promise<JournalPage> {
    const rows = await this.database.read<{ size: bigint } & (SealedRow | { position: null })>(this.organizationId, {
      text: partnerId === undefined ? PAGE : PARTNER_PAGE,
      values: [this.organizationId, after, PAGE_MAX, kinds ?? null, ...(partnerId === undefined ? [] : [partnerId])],
      name: partnerId === undefined ? "journal-page" : "journal-partner-page",
    });
    const head = (rows[0]?.size ?? 0n) - 1n;
    const entries = rows.flatMap((row) => (row.position === null ? [] : [readSealedEntry(row)]));
    const last = entries.length === PAGE_MAX ? entries.at(-1) : undefined;
    return { entries, head, position: last?.position ?? head };
  }
}

/** Head and entries in one statement, so that they are of one instant: an entry up to the head is there or does not fit. */
const pageOf = (fits: string): string => `
  SELECT h.size, e.position, e.bytes, e.leaf_hash AS "leafHash", e.chain_hash AS "chainHash"
  FROM journal_head h LEFT JOIN LATERAL (
    SELECT position, bytes, leaf_hash, chain_hash FROM journal_entry
    WHERE organization_id = $1 AND position > $2 AND ($4::text[] IS NULL OR kind = ANY ($4)) ${fits}
    ORDER BY position LIMIT $3
  ) e ON true
  WHERE h.organization_id = $1
  ORDER BY e.position`;

const PAGE = pageOf("");
const PARTNER_PAGE = pageOf("AND partner_id = $5");
