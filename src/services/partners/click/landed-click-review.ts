import type { Log } from "../../../shared/log.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import { judgeLandedClicks } from "./click-judge.js";
import { reconsiderAfterLateClicks } from "./late-clicks.js";
import type { LateClick } from "./late-clicks.js";
import type { NewClick } from "./new-click.js";

const BATCH_MAX = 5_000;
const WAITING_MAX = 200_000;

interface Waiting {
  judged: string[];
  late: LateClick[];
}

/**
 * What follows once clicks are in the database: they are judged, and late ones send people to be decided anew. One
 * organization's clicks are taken together, one batch at a time, while the next ones gather. What is lost with the
 * process is made good where it counts: a decision judges its own touches again.
 */
export class LandedClickReview {
  private readonly waiting = new Map<string, Waiting>();
  private waitingCount = 0;
  private running: Promise<void> | null = null;
  /** Since the start, for metrics. */
  readonly counts = { judged: 0, flagged: 0, passedOver: 0 };

  constructor(
    private readonly enter: (organizationId: string) => TenantContext,
    private readonly log: Log,
    /** Has the people who were put down decided anew soon; a job that looks now and then finds them in any case. */
    private readonly askToDecide: (organizationId: string) => Promise<void> = async () => undefined,
  ) {}

  /** To be called with what has landed. Never throws and never waits. */
  readonly take = (clicks: readonly NewClick[], isLate: boolean): void => {
    for (const click of clicks) {
      if (click.sourceHash === null && !isLate) continue;
      if (this.waitingCount >= WAITING_MAX) {
        this.counts.passedOver += 1;
        continue;
      }
      let waiting = this.waiting.get(click.organizationId);
      if (waiting === undefined) {
        waiting = { judged: [], late: [] };
        this.waiting.set(click.organizationId, waiting);
      }
      if (click.sourceHash !== null) waiting.judged.push(click.id);
      if (isLate) waiting.late.push(click);
      this.waitingCount += Number(click.sourceHash !== null) + Number(isLate);
    }
    if (this.waiting.size > 0) this.running ??= this.run();
  };

  /** Once everything taken so far is reviewed. */
  async settle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    // The map's order is the order of first arrival, so a busy organization does not keep the others waiting.
    for (const [organizationId, { judged, late }] of this.waiting) {
      this.waiting.delete(organizationId);
      this.waitingCount -= judged.length + late.length;
      await this.review(organizationId, judged, (ctx, clickIds) => this.judge(ctx, clickIds));
      await this.review(organizationId, late, reconsiderAfterLateClicks);
    }
    this.running = null;
  }

  private async review<What>(
    organizationId: string,
    clicks: What[],
    work: (ctx: TenantContext, clicks: readonly What[]) => Promise<number>,
  ): Promise<void> {
    for (let start = 0; start < clicks.length; start += BATCH_MAX) {
      const batch = clicks.slice(start, start + BATCH_MAX);
      try {
        const people = await work(this.enter(organizationId), batch);
        if (people > 0) await this.askToDecide(organizationId);
      } catch (error) {
        this.counts.passedOver += batch.length;
        this.log.warn({ err: error, organizationId, clicks: batch.length }, "landed clicks could not be reviewed");
      }
    }
  }

  private async judge(ctx: TenantContext, clickIds: readonly string[]): Promise<number> {
    const { flags, people } = await judgeLandedClicks(ctx, clickIds);
    this.counts.judged += clickIds.length;
    this.counts.flagged += flags.length;
    return people;
  }
}
