import type { JournalFeed } from "../../../services/audit/journal-feed.js";
import type { JournalFollower } from "../../../services/audit/journal-follower.js";
import type { JournalKind } from "../../../services/audit/journal-kinds.js";

/** Facts after which somebody's rights may be others than before. */
const RIGHTS_CHANGE: readonly JournalKind[] = [
  "membership.roleChanged",
  "membership.revoked",
  "session.ended",
  "partner.revoked",
  "apiKey.revoked",
  "organization.changed",
];

/** Heals what the journal does not tell: sessions that expire, rows that were changed by hand. */
const RECHECK_MS = 15_000;

/** An open socket, as the gate sees it. */
export interface Guarded {
  /** Asks again who it belongs to, and closes it if that is nobody any more or somebody with other rights. Never throws. */
  recheck(): Promise<unknown>;
}

interface Watch {
  sockets: Set<Guarded>;
  follower: JournalFollower;
  rechecked: Promise<unknown>;
}

/** Takes away open sockets' rights when the journal says that somebody's changed: one follower for each organization that has any. */
export class SocketGate {
  private readonly watches = new Map<string, Watch>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly feed: JournalFeed) {}

  /** From now on the socket is asked again whenever rights in its organization may have changed. */
  add(organizationId: string, socket: Guarded): void {
    this.timer ??= setInterval(() => this.recheckAll(), RECHECK_MS).unref();
    let watch = this.watches.get(organizationId);
    if (!watch) {
      const follower = this.feed.follow({ organizationId, kinds: RIGHTS_CHANGE });
      watch = { sockets: new Set(), follower, rechecked: Promise.resolve() };
      this.watches.set(organizationId, watch);
      void this.follow(watch);
    }
    watch.sockets.add(socket);
  }

  /** Forgets a socket that is closed. Safe to repeat. */
  remove(organizationId: string, socket: Guarded): void {
    const watch = this.watches.get(organizationId);
    if (!watch?.sockets.delete(socket) || watch.sockets.size > 0) return;
    this.watches.delete(organizationId);
    void watch.follower.return();
  }

  /** Settles once the checks that have begun are done: nothing is told to a socket before. */
  settled(organizationId: string): Promise<unknown> {
    return this.watches.get(organizationId)?.rechecked ?? Promise.resolve();
  }

  /** Forgets every socket, and asks nobody any more. */
  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    for (const { follower } of this.watches.values()) void follower.return();
    this.watches.clear();
  }

  private async follow(watch: Watch): Promise<void> {
    // A follower ends by itself only when it is too slow or the feed stops; the timer serves meanwhile.
    for await (const _ of quietly(watch.follower)) this.recheck(watch);
  }

  private recheckAll(): void {
    for (const watch of this.watches.values()) this.recheck(watch);
  }

  private recheck(watch: Watch): void {
    const checks = [...watch.sockets].map((socket) => socket.recheck());
    watch.rechecked = Promise.all([watch.rechecked, ...checks]);
  }
}

/** Its end for a reason is an end as well. */
async function* quietly(follower: JournalFollower): AsyncGenerator {
  try {
    yield* follower;
  } catch {
    return;
  }
}
