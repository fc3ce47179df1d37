import type { Database } from "../../shared/database/database.js";
import { LatestValue } from "../../shared/latest-value.js";
import type { LiveSource } from "../../shared/live-source.js";
import type { Log } from "../../shared/log.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Followed } from "./followed.js";
import { allowedToFollow } from "./followed.js";

/** A topic is told at most this often. */
const EVERY_MS = 1000;
/** Counting takes at most a twentieth of one connection's time: who has very many clicks hears of them less often. */
const REST_FACTOR = 20;

/** The clicks of today so far, today being the organization's. */
export interface ClickTotals {
  /** As `2026-01-31`. */
  day: string;
  clicks: number;
  flaggedClicks: number;
}

interface GroupRow {
  day: string;
  program_id: string | null;
  partner_id: string | null;
  clicks: bigint;
  flagged: bigint;
}

/** What one or more subscribers want to know. */
interface Topic {
  programId: string | undefined;
  partnerId: string | undefined;
  told: ClickTotals | undefined;
  readers: Set<LatestValue<ClickTotals>>;
}

/** Today's clicks as they are counted: current totals, nothing to go back to. */
export class ClickTotalsFeedService {
  private readonly counters = new Map<string, ClickCounter>();

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /**
   * The totals now, and whenever they have changed, at most once in a second. A reader that is slow gets the newest ones.
   * What it gives must be read or returned.
   */
  async follow(ctx: TenantContext, asked: Followed): Promise<LiveSource<ClickTotals>> {
    ctx.require("click:read");
    const { partnerId, programId } = await allowedToFollow(ctx, asked);
    return this.counterOf(ctx.organizationId).follow(programId, partnerId);
  }

  /** Organizations that are counted for somebody. */
  get size(): number {
    return this.counters.size;
  }

  private counterOf(organizationId: string): ClickCounter {
    let counter = this.counters.get(organizationId);
    if (!counter) {
      const end = () => this.counters.delete(organizationId);
      counter = new ClickCounter(this.database, organizationId, this.log, end);
      this.counters.set(organizationId, counter);
    }
    return counter;
  }
}

/** Counts one organization's clicks for everybody in this process who wants to know: one statement, whatever their number. */
class ClickCounter {
  private readonly topics = new Map<string, Topic>();
  private rows: GroupRow[] | undefined;
  private isRunning = false;

  constructor(
    private readonly database: Database,
    private readonly organizationId: string,
    private readonly log: Log,
    private readonly end: () => unknown,
  ) {}

  follow(programId: string | undefined, partnerId: string | undefined): LatestValue<ClickTotals> {
    const key = `${programId ?? ""} ${partnerId ?? ""}`;
    const topic: Topic = this.topics.get(key) ?? { programId, partnerId, told: undefined, readers: new Set() };
    this.topics.set(key, topic);
    const reader = new LatestValue<ClickTotals>(() => {
      topic.readers.delete(reader);
      if (topic.readers.size === 0) this.topics.delete(key);
      if (this.topics.size === 0) this.end();
    });
    topic.readers.add(reader);
    if (topic.told) reader.set(topic.told);
    else if (this.rows) this.tell(topic, this.rows);
    if (!this.isRunning) void this.run();
    return reader;
  }

  /** Counts again and again, until nobody listens. */
  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.topics.size > 0) {
      const startedAt = performance.now();
      try {
        this.rows = await this.count();
        for (const topic of this.topics.values()) this.tell(topic, this.rows);
      } catch (error) {
        this.log.debug({ err: error, organizationId: this.organizationId }, "counting clicks failed; trying again");
      }
      const tookMs = performance.now() - startedAt;
      await new Promise((resolve) => setTimeout(resolve, Math.max(EVERY_MS, tookMs * REST_FACTOR)).unref());
    }
    this.isRunning = false;
  }

  private count(): Promise<GroupRow[]> {
    const { organizationId } = this;
    return this.database.transaction({ organizationId }, (transaction) =>
      transaction.query<GroupRow>(TODAY, [organizationId, transaction.clock.now()], "click-totals"),
    );
  }

  private tell(topic: Topic, rows: readonly GroupRow[]): void {
    const totals = totalsOf(topic, rows);
    const { told } = topic;
    const isOld = told?.clicks === totals.clicks && told.flaggedClicks === totals.flaggedClicks;
    if (isOld && told.day === totals.day) return;
    topic.told = totals;
    for (const reader of topic.readers) reader.set(totals);
  }
}

/** Frozen: readers share it. */
function totalsOf({ programId, partnerId }: Topic, rows: readonly GroupRow[]): ClickTotals {
  const totals = { day: rows[0]?.day ?? "", clicks: 0, flaggedClicks: 0 };
  for (const row of rows) {
    if (programId !== undefined && row.program_id !== programId) continue;
    if (partnerId !== undefined && row.partner_id !== partnerId) continue;
    totals.clicks += Number(row.clicks);
    totals.flaggedClicks += Number(row.flagged);
  }
  return Object.freeze(totals);
}

/** One row at least, which says which day it is. A lifted flag is none. */
const TODAY = `
  SELECT to_char(today.begins, 'YYYY-MM-DD') AS day, counted.program_id, counted.partner_id,
    coalesce(counted.clicks, 0) AS clicks, coalesce(counted.flagged, 0) AS flagged
  FROM (
    SELECT time_zone, date_trunc('day', $2::timestamptz AT TIME ZONE time_zone) AS begins
    FROM organization WHERE id = $1
  ) today LEFT JOIN LATERAL (
    SELECT c.program_id, c.partner_id, count(*) AS clicks, count(*) FILTER (WHERE EXISTS (
      SELECT FROM click_flag f WHERE f.organization_id = $1 AND f.click_id = c.id AND f.lifted_at IS NULL
    )) AS flagged
    FROM click c
    WHERE c.organization_id = $1 AND c.clicked_at >= today.begins AT TIME ZONE today.time_zone
      AND c.clicked_at < (today.begins + interval '1 day') AT TIME ZONE today.time_zone
    GROUP BY c.program_id, c.partner_id
  ) counted ON true`;
