import type { LiveSource } from "../../shared/live-source.js";
import { onceForEach } from "../../shared/once-for-each.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { JournalCursors } from "./journal-cursors.js";
import { audienceOf } from "./journal-cursors.js";
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

/** A sealed entry, and the cursor from which its reader goes on. One object for all of an audience. */
export interface PlacedEntry {
  readonly cursor: string;
  readonly entry: SealedEntry;
}

/** The journal as subscriptions follow it. */
export class LiveJournal {
  /** By audience. A cursor is sealed once, however many thousands hear of its entry. */
  private readonly placesOf = onceForEach<SealedEntry, Map<string, PlacedEntry>>(() => new Map());

  constructor(
    private readonly feed: JournalFeed,
    private readonly cursors: JournalCursors,
  ) {}

  /** Every entry that is wanted once, in order, without a gap. What it gives must be read or returned. */
  async follow(ctx: TenantContext, wanted: LiveWanted): Promise<LiveSource<PlacedEntry>> {
    const { partnerId, kinds } = wanted;
    const after = this.cursors.positionOf(ctx, wanted.after);
    const follower = this.feed.follow({
      organizationId: ctx.organizationId,
      ...(partnerId === undefined ? {} : { partnerId }),
      ...(kinds === undefined ? {} : { kinds }),
      ...(after === undefined ? {} : { after }),
    });
    // "Now" must be known before the subscription counts as begun, or a change in between would be missed.
    await follower.begun;
    const audience = audienceOf(ctx);
    return follower.map((entry) => {
      const places = this.placesOf(entry);
      let placed = places.get(audience);
      if (!placed) {
        placed = Object.freeze({ cursor: this.cursors.at(ctx, entry.position), entry });
        places.set(audience, placed);
      }
      return placed;
    });
  }

  /** The cursor of what is sealed now. */
  now(ctx: TenantContext): Promise<string> {
    return this.cursors.now(ctx);
  }
}
