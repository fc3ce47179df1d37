import { setTimeout as sleep } from "node:timers/promises";

import type { JournalFeed } from "../../audit/journal-feed.js";
import type { JournalFollower } from "../../audit/journal-follower.js";
import type { JournalKind } from "../../audit/journal-kinds.js";
import type { LinkCache } from "./link-cache.js";

/** What can change where a link leads, whether it exists, and whether its clicks earn. */
const KINDS: readonly JournalKind[] = [
  "link.created",
  "link.changed",
  "program.changed",
  "partner.revoked",
  "partner.reinstated",
  "organization.changed",
  "organization.verified",
  "organization.suspended",
  "organization.resumed",
  "organization.deactivated",
  "import.completed",
];

/** Beyond these, links are only as fresh as the cache's own age limit makes them. */
const ORGANIZATIONS_MAX = 5_000;
const RESUME_AFTER_MS = 1_000;

/** Follows the journals of the organizations whose links are cached, and has the cache look again when they change. */
export class LinkChangeFollower {
  private readonly followers = new Map<string, JournalFollower>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly feed: Pick<JournalFeed, "follow">,
    private readonly cache: LinkCache,
  ) {}

  start(): void {
    this.cache.organizationListener = (organizationId) => this.follow(organizationId);
    for (const organizationId of this.cache.organizations()) this.follow(organizationId);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.cache.organizationListener = () => undefined;
    await Promise.all([...this.followers.values()].map((follower) => follower.return()));
  }

  private follow(organizationId: string): void {
    if (this.followers.has(organizationId) || this.followers.size >= ORGANIZATIONS_MAX) return;
    if (this.stopping.signal.aborted) return;
    const follower = this.feed.follow({ organizationId, kinds: KINDS });
    this.followers.set(organizationId, follower);
    void this.read(organizationId, follower);
  }

  private async read(organizationId: string, follower: JournalFollower): Promise<void> {
    try {
      await follower.begun;
      // What changed between the lookup and the beginning of the following was not heard.
      this.cache.invalidate(organizationId);
      for await (const _ of follower) this.cache.invalidate(organizationId);
    } catch {
      // It was too slow: it begins anew below.
    }
    this.followers.delete(organizationId);
    if (this.stopping.signal.aborted) return;
    await sleep(RESUME_AFTER_MS, undefined, { ref: false });
    this.follow(organizationId);
  }
}
