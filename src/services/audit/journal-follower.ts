import { cursorInvalid } from "../../shared/cursor.js";
import { AppError } from "../../shared/errors.js";
import { LiveSource } from "../../shared/live-source.js";
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

/**
 * One reader of a journal. First it reads pages of the table, only when it is asked for more; once it has caught up it is
 * live, and what comes faster than it is read waits in a bounded buffer.
 */
export class JournalFollower extends LiveSource<SealedEntry> implements ChannelReader {
  /** Settles once the follower's first position is known: what is sealed from then on will come. */
  readonly begun: Promise<void>;
  readonly partnerId: string | null;
  private readonly filter: JournalFilter;
  /** Null: every kind. */
  readonly kinds: ReadonlySet<string> | null;
  private readonly buffer: SealedEntry[] = [];
  private bufferedBytes = 0;
  private seen: bigint;
  private state: "starting" | "behind" | "catchingUp" | "live" | "ended" = "starting";
  private failure: AppError | undefined;

  constructor(
    { after, partnerId, kinds }: JournalFollowing,
    private readonly channel: JournalChannel,
  ) {
    super();
    this.partnerId = partnerId ?? null;
    this.kinds = kinds === undefined ? null : new Set(kinds);
    this.filter = { partnerId, kinds };
    this.seen = after ?? -1n;
    channel.add(this);
    this.begun = this.begin(after);
  }

  /** Everything up to here that fits was given out or waits in the buffer. */
  get position(): bigint {
    return this.seen;
  }

  get isOver(): boolean {
    return this.state === "ended";
  }

  take(): SealedEntry | undefined {
    // The last one is popped: shifting it would cost every reader of an event a new array.
    const entry = this.buffer.length === 1 ? this.buffer.pop() : this.buffer.shift();
    if (entry !== undefined) this.bufferedBytes -= entry.byteLength;
    else if (this.failure !== undefined) {
      const reason = this.failure;
      this.failure = undefined;
      throw reason;
    }
    return entry;
  }

  override onceReady(call: () => void): void {
    super.onceReady(call);
    if (this.state === "behind") void this.catchUp();
  }

  /** Stops following, also while an entry is awaited. Safe to repeat. */
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
    this.wake();
  }

  /** Takes an entry that follows what it has seen, if it fits. */
  offer(entry: SealedEntry): void {
    if (this.state === "ended" || entry.position <= this.seen) return;
    this.seen = entry.position;
    if (this.partnerId !== null && entry.partnerId !== this.partnerId) return;
    if (this.kinds !== null && !this.kinds.has(entry.kind)) return;
    if (this.hasRoomFor(entry)) {
      this.buffer.push(entry);
      this.bufferedBytes += entry.byteLength;
      this.wake();
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
      while (this.isAwaited && this.isCatchingUp()) {
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
}

/** Why a follower that is behind by too much is ended. */
export const FOLLOWER_TOO_SLOW = { code: "follower_too_slow" };
