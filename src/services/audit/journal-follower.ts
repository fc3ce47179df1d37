import { cursorInvalid } from "../../shared/cursor.js";
import { AppError } from "../../shared/errors.js";
import type { ChannelReader, JournalChannel, JournalFilter } from "./journal-channel.js";
import type { JournalKind } from "./journal-kinds.js";
import type { SealedEntry } from "./sealed-entry.js";

/** Entries that may wait for their reader. A channel's recent entries fit, and a page of a read. */
const BUFFER_MAX = 1000;
/** And what they may weigh together, as they are stored. */
const BUFFER_BYTES_MAX = 8 * 1_048_576;

/** What somebody wants to follow. */
export interface JournalFollowing {
  organizationId: string;
  /** Only entries that concern this partner. */
  partnerId?: string;
  /** Only entries of these kinds. */
  kinds?: readonly JournalKind[];
  /** The last position that was seen: everything after it comes. Absent: what is sealed from now on. */
  after?: bigint;
}

interface Waiting {
  resolve: (result: IteratorResult<SealedEntry, undefined>) => void;
  reject: (reason: unknown) => void;
}

/**
 * One reader of a journal. First it reads pages of the table, only when it is asked for more; once it has caught up it is
 * live, and what comes faster than it is read waits in a bounded buffer.
 */
export class JournalFollower implements AsyncIterableIterator<SealedEntry, undefined>, ChannelReader {
  /** Settles once the follower's first position is known: what is sealed from then on will come. */
  readonly ready: Promise<void>;
  readonly partnerId: string | null;
  private readonly filter: JournalFilter;
  /** Null: every kind. */
  readonly kinds: ReadonlySet<string> | null;
  private readonly buffer: SealedEntry[] = [];
  private bufferedBytes = 0;
  private readonly waiting: Waiting[] = [];
  private seen: bigint;
  private state: "starting" | "behind" | "catchingUp" | "live" | "ended" = "starting";
  private failure: AppError | undefined;

  constructor(
    { after, partnerId, kinds }: JournalFollowing,
    private readonly channel: JournalChannel,
  ) {
    this.partnerId = partnerId ?? null;
    this.kinds = kinds === undefined ? null : new Set(kinds);
    this.filter = { partnerId, kinds };
    this.seen = after ?? -1n;
    channel.add(this);
    this.ready = this.begin(after);
  }

  /** Everything up to here that fits was given out or waits in the buffer. */
  get position(): bigint {
    return this.seen;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next entry; waits for it. Throws the reason, once, if the follower was ended for one. */
  next(): Promise<IteratorResult<SealedEntry, undefined>> {
    const buffered = this.buffer.shift();
    if (buffered !== undefined) {
      this.bufferedBytes -= buffered.byteLength;
      return Promise.resolve({ value: buffered, done: false });
    }
    if (this.state === "ended") return this.over();
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      void this.catchUp();
    });
  }

  /** Stops following, also while `next` waits. Safe to repeat. */
  return(): Promise<IteratorResult<SealedEntry, undefined>> {
    this.buffer.length = 0;
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  /** Ends it from our side; what is buffered is still given out unless there is a reason. */
  end(reason?: AppError): void {
    if (this.state === "ended") return;
    this.state = "ended";
    this.failure = reason;
    if (reason !== undefined) this.buffer.length = 0;
    this.channel.remove(this);
    for (const waiting of this.waiting.splice(0)) void this.over().then(waiting.resolve, waiting.reject);
  }

  /** Takes an entry that follows what it has seen, if it fits. */
  offer(entry: SealedEntry): void {
    if (this.state === "ended" || entry.position <= this.seen) return;
    this.seen = entry.position;
    if (this.partnerId !== null && entry.partnerId !== this.partnerId) return;
    if (this.kinds !== null && !this.kinds.has(entry.kind)) return;
    const waiting = this.waiting.shift();
    if (waiting !== undefined) waiting.resolve({ value: entry, done: false });
    else if (this.hasRoomFor(entry)) {
      this.buffer.push(entry);
      this.bufferedBytes += entry.byteLength;
    } else
      this.end(new AppError("unavailable", "The reader is too slow. Resume from the last cursor.", FOLLOWER_TOO_SLOW));
  }

  /** What it reads for itself, page by page, is bounded by the page; only what comes live can be too much. */
  private hasRoomFor({ byteLength }: SealedEntry): boolean {
    if (this.buffer.length >= BUFFER_MAX) return false;
    return this.state !== "live" || this.buffer.length === 0 || this.bufferedBytes + byteLength <= BUFFER_BYTES_MAX;
  }

  private async begin(after: bigint | undefined): Promise<void> {
    const standing = await this.channel.standing().catch(() => null);
    if (this.state === "ended" || standing === null) return;
    if (after === undefined) this.seen = standing;
    // A position beyond ours is for the table to judge: another process may be ahead of this one.
    this.state = this.seen <= standing && this.channel.join(this) ? "live" : "behind";
    void this.catchUp();
  }

  /** Reads the table while somebody waits, until the channel can take over. */
  private async catchUp(): Promise<void> {
    if (this.state !== "behind") return;
    this.state = "catchingUp";
    try {
      while (this.waiting.length > 0 && this.isCatchingUp()) {
        const { entries, position, head } = await this.channel.read(this.seen, this.filter);
        if (this.seen > head) return this.end(cursorInvalid());
        for (const entry of entries) this.offer(entry);
        if (position > this.seen) this.seen = position;
        if (this.isCatchingUp() && this.channel.join(this)) this.state = "live";
      }
    } catch {
      // Reads wait for the database; they fail only once nobody follows.
    } finally {
      if (this.isCatchingUp()) this.state = "behind";
    }
  }

  /** Asked again after each wait: the state may have changed meanwhile. */
  private isCatchingUp(): boolean {
    return this.state === "catchingUp";
  }

  private over(): Promise<IteratorResult<SealedEntry, undefined>> {
    const reason = this.failure;
    this.failure = undefined;
    return reason === undefined ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(reason);
  }
}

/** Why a follower that is behind by too much is ended. */
export const FOLLOWER_TOO_SLOW = { code: "follower_too_slow" };
