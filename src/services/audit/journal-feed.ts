import { setTimeout as delay } from "node:timers/promises";

import type { Database } from "../../shared/database/database.js";
import type { Log } from "../../shared/log.js";
import { JournalChannel } from "./journal-channel.js";
import { JournalFollower, type JournalFollowing } from "./journal-follower.js";
import { JournalHeads } from "./journal-heads.js";
import type { JournalListener } from "./journal-listener.js";
import type { JournalNotice } from "./journal-notice.js";

/** How late a follower is at most if a notice was lost: its sealer died between commit and telling. */
const POLL_MS = 500;
const POLL_BACKOFF_MAX_MS = 5000;

/**
 * The journal as it grows, for everything in this process that tells somebody about a change. One connection listens; a
 * notice makes one read of the organization's new entries, whatever the number of followers; a slow poll heals lost
 * notices. Nothing here is needed for correctness: a follower that comes with a position gets what stands after it.
 */
export class JournalFeed {
  private readonly heads: JournalHeads;
  private readonly channels = new Map<string, JournalChannel>();
  private readonly stopping = new AbortController();
  private polling: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly listener: JournalListener,
    private readonly log: Log,
  ) {
    this.heads = new JournalHeads(database);
  }

  /** Begins to listen. Returns at once; until the connection stands, the poll serves. */
  start(): void {
    this.listener.start({ notice: (notice) => this.hear(notice), connected: () => void this.look() });
    this.polling ??= this.poll();
  }

  /** Ends every follower, without an error. Close what they serve first: to a client this looks like an ending of its own. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const channel of this.channels.values()) channel.end();
    await Promise.all([this.listener.stop(), this.polling]);
  }

  /**
   * Follows an organization's journal: each sealed entry once, in order, without a gap. After the given position, or, with
   * none, from what is sealed from now on (`begun` says when "now" was). The follower must be read or returned; one that
   * falls too far behind is ended by `follower_too_slow`, and one whose position the journal has never reached by
   * `cursor_invalid`. A database that is away makes it wait.
   */
  follow(following: JournalFollowing): JournalFollower {
    const { organizationId } = following;
    let channel = this.channels.get(organizationId);
    if (channel === undefined) {
      const close = (): boolean => this.channels.delete(organizationId);
      channel = new JournalChannel(this.database, this.heads, organizationId, this.log, close);
      this.channels.set(organizationId, channel);
    }
    const follower = new JournalFollower(following, channel);
    if (this.stopping.signal.aborted) follower.end();
    return follower;
  }

  /** Followers in this process, for metrics. */
  get followers(): number {
    let total = 0;
    for (const channel of this.channels.values()) total += channel.followers;
    return total;
  }

  private hear({ organizationId, position }: JournalNotice): void {
    this.channels.get(organizationId)?.reach(position);
  }

  private async poll(): Promise<void> {
    const { signal } = this.stopping;
    let waitMs = POLL_MS;
    while (!signal.aborted) {
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      waitMs = (await this.look()) ? POLL_MS : Math.min(waitMs * 2, POLL_BACKOFF_MAX_MS);
    }
  }

  /** Asks how far the followed journals reach. False if the database is away. */
  private async look(): Promise<boolean> {
    try {
      await Promise.all(
        [...this.channels].map(async ([organizationId, channel]) => channel.reach(await this.heads.of(organizationId))),
      );
      return true;
    } catch (error) {
      this.log.debug({ err: error }, "looking how far the journals reach failed");
      return false;
    }
  }
}
