import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { DEFAULT_ORGANIZATION_ID } from "../../../shared/ids.js";
import type { Part } from "../../../shared/lifecycle/part.js";
import type { Log } from "../../../shared/log.js";
import type { OperatorContext } from "../../../shared/operator-context.js";
import type { JournalFeed } from "../../audit/journal-feed.js";
import { ClickSpool } from "./click-spool.js";
import type { ClickSpoolOptions, SpoolBacklog } from "./click-spool.js";
import { ClickTable } from "./click-table.js";
import { ClickWriter } from "./click-writer.js";
import type { ClickWriterOptions } from "./click-writer.js";
import { LandedClickReview } from "./landed-click-review.js";
import { LinkCache } from "./link-cache.js";
import type { LinkCacheOptions } from "./link-cache.js";
import { LinkChangeFollower } from "./link-change-follower.js";
import { LinkLookup } from "./link-lookup.js";
import { LinkSnapshot } from "./link-snapshot.js";
import type { NewClick } from "./new-click.js";
import type { WaitingClicks } from "./waiting-clicks.js";
import { assert } from "../../../shared/errors.js";

const PRELOADED_LINKS_MAX = 50_000;
const DRAIN_AT_STOP_MS = 3_000;
const BRING_IN_MS = 1_000;

export interface ClickRecordingParts {
  /** The runtime role's: clicks and links have connections of their own. */
  appUrl: string;
  operator: OperatorContext;
  dataFolder: string;
  log: Log;
  /** Absent where nothing follows journals: then links are as fresh as the cache's own age limit makes them. */
  feed?: Pick<JournalFeed, "follow">;
  /** Has people decided anew whom a landed click concerns. */
  askToDecide?: (organizationId: string) => Promise<void>;
  writer?: ClickWriterOptions;
  spool?: ClickSpoolOptions;
  links?: LinkCacheOptions;
}

/** Everything between a redirect and a click in the table, in the order in which it starts and stops. */
export class ClickRecording implements Part, WaitingClicks {
  readonly name = "the recording of clicks";
  readonly links: LinkCache;
  readonly review: LandedClickReview;
  private readonly table: ClickTable;
  private readonly lookup: LinkLookup;
  private readonly follower: LinkChangeFollower | null;
  private readonly snapshot: LinkSnapshot;
  private knownSoleSlug: string | null = null;
  private opened: { spool: ClickSpool; writer: ClickWriter } | null = null;

  constructor(private readonly parts: ClickRecordingParts) {
    const { appUrl, operator, dataFolder, feed, log, links } = parts;
    this.lookup = new LinkLookup(appUrl);
    this.links = new LinkCache(this.lookup, links);
    this.review = new LandedClickReview((organizationId) => operator.in(organizationId), log, parts.askToDecide);
    this.table = new ClickTable(appUrl);
    this.follower = feed ? new LinkChangeFollower(feed, this.links) : null;
    this.snapshot = new LinkSnapshot(join(dataFolder, "links.json"), this.links, log);
  }

  /** Starts also while the database is gone: known links are answered and clicks are spooled. */
  async start(): Promise<void> {
    const { dataFolder, log, spool: spoolOptions, writer: writerOptions } = this.parts;
    await mkdir(dataFolder, { recursive: true });
    const spool = await ClickSpool.open(join(dataFolder, "spool"), log, spoolOptions);
    const writer = new ClickWriter(this.table, spool, log, {
      onLanded: this.review.take,
      onLate: this.review.reconsider,
      ...writerOptions,
    });
    this.opened = { spool, writer };
    // The first click need not wait for a connection.
    await this.table.probe().catch(() => undefined);
    await this.snapshot.restore();
    await this.links
      .preload(PRELOADED_LINKS_MAX)
      .catch((error: unknown) => log.warn({ err: error }, "links could not be loaded; the last known ones serve"));
    this.follower?.start();
  }

  async stop(): Promise<void> {
    await this.follower?.stop();
    if (this.opened) {
      const { writer, spool } = this.opened;
      // What the database takes now need not wait for the next start.
      if (!writer.isSpooling) await writer.settle(DRAIN_AT_STOP_MS);
      await writer.close();
      await spool.close();
      await this.review.stop();
    }
    await this.snapshot.close();
    await Promise.all([this.table.close(), this.lookup.close()]);
  }

  get writer(): ClickWriter {
    return this.open.writer;
  }

  /** Resolves when the click is durable (see `ClickWriter.write`). */
  write(click: NewClick): Promise<void> {
    return this.open.writer.write(click);
  }

  /** The slug of single mode's organization; null before it is made. Rejects if nobody knows it during an outage. */
  async soleSlug(): Promise<string | null> {
    if (this.knownSoleSlug !== null) return this.knownSoleSlug;
    try {
      this.knownSoleSlug = await this.lookup.slugOf(DEFAULT_ORGANIZATION_ID);
      return this.knownSoleSlug;
    } catch (error) {
      const remembered = this.links.slugOf(DEFAULT_ORGANIZATION_ID);
      if (remembered === null) throw error;
      return remembered;
    }
  }

  /**
   * For whoever misses a click that was acknowledged: brings what waits on disk into the database. False if clicks still
   * wait, here or in a process that shares the folder, and the missing one may be among them.
   */
  async bringIn(timeoutMs = BRING_IN_MS): Promise<boolean> {
    // A command that records no clicks is started beside no spool of its own.
    if (this.opened === null) return true;
    if ((await this.backlog()).bytes === 0) return true;
    await this.writer.settle(timeoutMs);
    return (await this.backlog()).bytes === 0;
  }

  backlog(): Promise<SpoolBacklog> {
    return this.open.spool.backlog();
  }

  private get open(): { spool: ClickSpool; writer: ClickWriter } {
    assert(this.opened, "clicks are recorded only between start and stop");
    return this.opened;
  }
}
