import { mapAsync } from "../../shared/map-async.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { JournalCursors } from "./journal-cursors.js";
import type { JournalFeed } from "./journal-feed.js";
import type { JournalKind } from "./journal-kinds.js";
import type { SealedEntry } from "./sealed-entry.js";

/** What a subscription wants of the journal. Its service has asked for the permission. */
export interface LiveWanted {
  /** A cursor: everything after it comes. Without one: everything from now on. */
  after?: string | null | undefined;
  partnerId?: string | undefined;
  kinds?: readonly JournalKind[] | undefined;
}

/** A sealed entry, and the cursor from which its reader goes on. */
export interface PlacedEntry {
  cursor: string;
  entry: SealedEntry;
}

/** The journal as subscriptions follow it. */
export class LiveJournal {
  constructor(
    private readonly feed: JournalFeed,
    private readonly cursors: JournalCursors,
  ) {}

  /** Every entry that is wanted once, in order, without a gap. What it gives must be read or returned. */
  async follow(ctx: TenantContext, wanted: LiveWanted): Promise<AsyncIterableIterator<PlacedEntry, undefined>> {
    const { partnerId, kinds } = wanted;
    const after = this.cursors.positionOf(ctx, wanted.after);
    const follower = this.feed.follow({
      organizationId: ctx.organizationId,
      ...(partnerId === undefined ? {} : { partnerId }),
      ...(kinds === undefined ? {} : { kinds }),
      ...(after === undefined ? {} : { after }),
    });
    // "Now" must be known before the subscription counts as begun, or a change in between would be missed.
    await follower.ready;
    return mapAsync(follower, (entry) => ({ cursor: this.cursors.at(ctx, entry.position), entry }));
  }

  /** The cursor of what is sealed now. */
  now(ctx: TenantContext): Promise<string> {
    return this.cursors.now(ctx);
  }
}
