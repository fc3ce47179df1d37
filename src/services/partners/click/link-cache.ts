import { LRUCache } from "lru-cache";

import { AppError } from "../../../shared/errors.js";
import { within } from "../../../shared/within.js";
import type { LinkSource, RedirectLink } from "./redirect-link.js";

const LINKS_MAX = 100_000;
const ABSENT_MAX = 20_000;
const ABSENT_FOR_MS = 5_000;
const FRESH_FOR_MS = 10_000;
const LOOKUP_PATIENCE_MS = 250;
const RETRY_AFTER_MS = 1_000;
const LOOKUPS_MAX = 1_000;

export interface LinkCacheOptions {
  linksMax?: number;
  absentMax?: number;
  absentForMs?: number;
  /** Older entries are still served, and looked up again behind the answer. */
  freshForMs?: number;
  /** How long a request waits for a lookup when an older answer is at hand. */
  lookupPatienceMs?: number;
}

interface Entry {
  link: RedirectLink;
  loadedAtMs: number;
  /** The epoch in which its lookup began: what was invalidated since is not to be trusted. */
  epoch: number;
  /** After a failed lookup nobody asks again before this. */
  askAgainAtMs: number;
}

const UNTRUSTED_EPOCH = -1;

/**
 * Links by slug and key, bounded. A link that was invalidated is looked up before it is used; but if the database does
 * not answer, the older answer stands, so that links outlive an outage. Many requests for one link share one lookup.
 */
export class LinkCache {
  private readonly links: LRUCache<string, Entry>;
  private readonly absent: LRUCache<string, true>;
  private readonly lookups = new Map<string, Promise<RedirectLink | null>>();
  private readonly invalidatedIn = new Map<string, number>();
  private readonly freshForMs: number;
  private readonly lookupPatienceMs: number;
  private epoch = 0;
  private onOrganization: (organizationId: string) => void = () => undefined;
  /** Since the start, for metrics. */
  readonly counts = { hits: 0, lookups: 0, failures: 0 };

  constructor(
    private readonly source: LinkSource,
    options: LinkCacheOptions = {},
  ) {
    this.links = new LRUCache({ max: options.linksMax ?? LINKS_MAX });
    this.absent = new LRUCache({ max: options.absentMax ?? ABSENT_MAX, ttl: options.absentForMs ?? ABSENT_FOR_MS });
    this.freshForMs = options.freshForMs ?? FRESH_FOR_MS;
    this.lookupPatienceMs = options.lookupPatienceMs ?? LOOKUP_PATIENCE_MS;
  }

  /** Called whenever a link of an organization is looked up: from then on its changes matter here. */
  set organizationListener(listener: (organizationId: string) => void) {
    this.onOrganization = listener;
  }

  get size(): number {
    return this.links.size;
  }

  /** The link at once, if it is known and trusted: what almost every request gets. Otherwise ask `find`. */
  peek(slug: string, key: string): RedirectLink | undefined {
    const entry = this.links.get(address(slug, key));
    if (entry === undefined || !this.isTrusted(entry)) return undefined;
    this.counts.hits += 1;
    if (this.isOld(entry)) this.refresh(entry);
    return entry.link;
  }

  /** Null when there is no such link. Rejects if the database does not answer and nothing older is known. */
  async find(slug: string, key: string): Promise<RedirectLink | null> {
    const known = this.peek(slug, key);
    if (known !== undefined) return known;
    const at = address(slug, key);
    if (this.absent.get(at)) return null;

    const entry = this.links.get(at);
    if (entry === undefined) return this.lookUp(slug, key);
    if (entry.askAgainAtMs > Date.now()) return entry.link;
    try {
      return await within(this.lookupPatienceMs, this.lookUp(slug, key));
    } catch {
      entry.askAgainAtMs = Date.now() + RETRY_AFTER_MS;
      return entry.link;
    }
  }

  /** What is known of the organization's links is looked up before it is used again. */
  invalidate(organizationId: string): void {
    this.epoch += 1;
    this.invalidatedIn.set(organizationId, this.epoch);
    // An absent link has no organization here, and the new one may be the one that was missed.
    this.absent.clear();
  }

  /** Loads the newest links, so that they survive an outage that comes before their first click. */
  async preload(limit: number): Promise<void> {
    const { epoch } = this;
    for (const link of await this.source.newest(limit)) this.remember(link, epoch);
  }

  /** Takes links of an earlier run, to be used only if the database does not answer. */
  restore(links: readonly RedirectLink[]): void {
    for (const link of links) {
      if (!this.links.has(address(link.slug, link.key))) this.remember(link, UNTRUSTED_EPOCH);
    }
  }

  /** The most recently used links, at most `limit`: what the next run restores. */
  recent(limit: number): RedirectLink[] {
    const recent: RedirectLink[] = [];
    for (const entry of this.links.values()) {
      if (recent.length === limit) break;
      recent.push(entry.link);
    }
    return recent;
  }

  /** Those of whose links any is known. */
  organizations(): Set<string> {
    const organizations = new Set<string>();
    for (const entry of this.links.values()) organizations.add(entry.link.organizationId);
    return organizations;
  }

  /** The slug under which an organization's links are known; null if none of them is. */
  slugOf(organizationId: string): string | null {
    for (const entry of this.links.values()) {
      if (entry.link.organizationId === organizationId) return entry.link.slug;
    }
    return null;
  }

  private isTrusted(entry: Entry): boolean {
    return entry.epoch >= (this.invalidatedIn.get(entry.link.organizationId) ?? 0);
  }

  private isOld(entry: Entry): boolean {
    const nowMs = Date.now();
    return nowMs - entry.loadedAtMs > this.freshForMs && nowMs >= entry.askAgainAtMs;
  }

  private refresh(entry: Entry): void {
    // Until this lookup is done, and for a while after a failed one, nobody else begins another.
    entry.askAgainAtMs = Date.now() + RETRY_AFTER_MS;
    this.lookUp(entry.link.slug, entry.link.key).catch(() => undefined);
  }

  private lookUp(slug: string, key: string): Promise<RedirectLink | null> {
    const at = address(slug, key);
    const { epoch } = this;
    const inFlight = this.lookups.get(at);
    if (inFlight !== undefined) return inFlight;
    if (this.lookups.size >= LOOKUPS_MAX) {
      return Promise.reject(new AppError("unavailable", "Too many links are looked up.", { retryAfterSeconds: 1 }));
    }
    this.counts.lookups += 1;
    const lookup = this.source
      .find(slug, key)
      .then((link) => {
        if (link !== null) this.remember(link, epoch);
        else this.forget(at, epoch);
        return link;
      })
      .catch((error: unknown) => {
        this.counts.failures += 1;
        throw error;
      })
      .finally(() => this.lookups.delete(at));
    this.lookups.set(at, lookup);
    return lookup;
  }

  private remember(link: RedirectLink, epoch: number): void {
    const at = address(link.slug, link.key);
    this.absent.delete(at);
    this.links.set(at, { link, loadedAtMs: Date.now(), epoch, askAgainAtMs: 0 });
    this.onOrganization(link.organizationId);
  }

  private forget(at: string, epoch: number): void {
    this.links.delete(at);
    // A link made while we looked may have been missed: then the next request looks again.
    if (epoch === this.epoch) this.absent.set(at, true);
  }
}

/** Neither slugs nor keys contain a slash. */
const address = (slug: string, key: string): string => `${slug}/${key}`;
