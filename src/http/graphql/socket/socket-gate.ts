import type { JournalFeed } from "../../../services/audit/journal-feed.js";
import type { JournalFollower } from "../../../services/audit/journal-follower.js";
import type { JournalKind } from "../../../services/audit/journal-kinds.js";

/** Facts after which somebody's rights may be others than before. */
const RIGHTS_CHANGE: readonly JournalKind[] = [
  "membership.roleChanged",
  "membership.suspended",
  "membership.revoked",
  "session.ended",
  "partner.revoked",
  "apiKey.revoked",
  "organization.changed",
  "organization.suspended",
  "organization.deactivated",
];

/** Heals what the journal does not tell: sessions that expire, rows that were changed by hand. */
const RECHECK_MS = 15_000;
/** In as many parts, so that thousands of sockets do not hold up what there is to tell. */
const RECHECK_PARTS = 60;

/** An open socket, as the gate sees it. */
export interface Guarded {
  /** Asks again who it belongs to, and closes it if that is nobody any more or somebody with other rights. Never throws. */
  recheck(): Promise<unknown>;
}

interface Watch {
  sockets: Set<Guarded>;
  follower: JournalFollower;
  /** Checks that have begun and are not done. */
  checking: number;
  checked: Promise<unknown>;
}

/** Takes away open sockets' rights when the journal says that somebody's changed: one follower for each organization that has any. */
export class SocketGate {
  private readonly watches = new Map<string, Watch>();
  /** Every socket is in one of them, and they are asked again in turn. */
  private readonly parts = Array.from({ length: RECHECK_PARTS }, () => new Set<Guarded>());
  private added = 0;
  private asked = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly feed: JournalFeed) {}

  /** From now on the socket is asked again whenever rights in its organization may have changed. */
  add(organizationId: string, socket: Guarded): void {
    this.timer ??= setInterval(() => this.recheckPart(), RECHECK_MS / RECHECK_PARTS).unref();
    this.parts[this.added++ % RECHECK_PARTS]!.add(socket);
    let watch = this.watches.get(organizationId);
    if (!watch) {
      watch = this.watch(organizationId);
      this.watches.set(organizationId, watch);
    }
    watch.sockets.add(socket);
  }

  /** Forgets a socket that is closed. Safe to repeat. */
  remove(organizationId: string, socket: Guarded): void {
    for (const part of this.parts) part.delete(socket);
    const watch = this.watches.get(organizationId);
    if (!watch?.sockets.delete(socket) || watch.sockets.size > 0) return;
    this.watches.delete(organizationId);
    void watch.follower.return();
  }

  /** Settles once the checks that have begun are done: nothing is told to a socket before. Nothing if there are none. */
  settling(organizationId: string): Promise<unknown> | undefined {
    const watch = this.watches.get(organizationId);
    return watch && watch.checking > 0 ? watch.checked : undefined;
  }

  /** Forgets every socket, and asks nobody any more. */
  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    for (const { follower } of this.watches.values()) void follower.return();
    this.watches.clear();
    for (const part of this.parts) part.clear();
  }

  private watch(organizationId: string): Watch {
    const follower = this.feed.follow({ organizationId, kinds: RIGHTS_CHANGE });
    const watch: Watch = { sockets: new Set(), follower, checking: 0, checked: Promise.resolve() };
    // Without a wait: what stands behind a change of rights in the journal must find the check begun.
    const read = (): void => {
      if (takeAll(follower) > 0) this.recheck(watch);
      if (!follower.isOver) follower.onceReady(read);
    };
    read();
    return watch;
  }

  private recheckPart(): void {
    for (const socket of this.parts[this.asked++ % RECHECK_PARTS]!) void socket.recheck();
  }

  private recheck(watch: Watch): void {
    watch.checking++;
    const checks = [...watch.sockets].map((socket) => socket.recheck());
    watch.checked = Promise.all([watch.checked, ...checks]).finally(() => watch.checking--);
  }
}

/** Takes all that has come, and gives how many entries that was. Once the follower has ended the timer serves alone. */
function takeAll(follower: JournalFollower): number {
  let entries = 0;
  while (follower.take()) entries++;
  return entries;
}
