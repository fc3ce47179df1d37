import type { Log } from "../../../shared/log.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import { judgeLandedClicks } from "./click-judge.js";
import { reconsiderAfterLateClicks } from "./late-clicks.js";
import type { NewClick } from "./new-click.js";

const BATCH_MAX = 5_000;
const WAITING_MAX = 200_000;

/**
 * What follows once clicks are in the database. They are judged, those of one organization together, one batch at a time,
 * while the next ones gather; what is lost of that with the process is made good where it counts, for a decision judges its
 * own touches again. Late ones may concern decisions that stand: they are judged, and send people to be decided anew, before
 * the spool lets go of them.
 */
export class LandedClickReview {
  private readonly waiting = new Map<string, string[]>();
  private waitingCount = 0;
  private running: Promise<void> | null = null;
  private isStopped = false;
  /** Since the start, for metrics. */
  readonly counts = { judged: 0, flagged: 0, passedOver: 0 };

  constructor(
    private readonly enter: (organizationId: string) => TenantContext,
    private readonly log: Log,
    /** Has the people who were put down decided anew soon; a job that looks now and then finds them in any case. */
    private readonly askToDecide: (organizationId: string) => Promise<void> = async () => undefined,
  ) {}

  /** To be called with what has landed. Never throws and never waits. */
  readonly take = (clicks: readonly NewClick[]): void => {
    for (const { organizationId, id, sourceHash } of clicks) {
      if (sourceHash === null) continue;
      if (this.waitingCount >= WAITING_MAX) {
        this.counts.passedOver += 1;
        continue;
      }
      const waiting = this.waiting.get(organizationId);
      if (waiting) waiting.push(id);
      else this.waiting.set(organizationId, [id]);
      this.waitingCount += 1;
    }
    if (this.waiting.size > 0) this.running ??= this.run();
  };

  /**
   * Judges late clicks and puts down who was decided without knowing of them. Rejects if the database does not take that
   * now. Safe to repeat.
   */
  readonly reconsider = async (clicks: readonly NewClick[]): Promise<void> => {
    const organizations = new Set(clicks.map(({ organizationId }) => organizationId));
    for (const organizationId of organizations) {
      const late = clicks.filter((click) => click.organizationId === organizationId);
      const ctx = this.enter(organizationId);
      const judged = late.flatMap(({ id, sourceHash }) => (sourceHash === null ? [] : id));
      const people = (await this.judge(ctx, judged)) + (await reconsiderAfterLateClicks(ctx, late));
      if (people > 0) await this.askToDecide(organizationId);
    }
  };

  /** Once everything taken so far is judged. */
  async settle(): Promise<void> {
    await this.running;
  }

  /** Ends the judging behind the batch under way: the next decision judges what was left. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.waiting.clear();
    await this.running;
  }

  private async run(): Promise<void> {
    // The map's order is the order of first arrival, so a busy organization does not keep the others waiting.
    for (const [organizationId, clickIds] of this.waiting) {
      this.waiting.delete(organizationId);
      this.waitingCount -= clickIds.length;
      for (let start = 0; start < clickIds.length && !this.isStopped; start += BATCH_MAX) {
        await this.judgeOrPassOver(organizationId, clickIds.slice(start, start + BATCH_MAX));
      }
    }
    this.running = null;
  }

  private async judgeOrPassOver(organizationId: string, clickIds: readonly string[]): Promise<void> {
    try {
      const people = await this.judge(this.enter(organizationId), clickIds);
      if (people > 0) await this.askToDecide(organizationId);
    } catch (error) {
      this.counts.passedOver += clickIds.length;
      this.log.warn({ err: error, organizationId, clicks: clickIds.length }, "landed clicks could not be judged");
    }
  }

  private async judge(ctx: TenantContext, clickIds: readonly string[]): Promise<number> {
    const { flags, people } = await judgeLandedClicks(ctx, clickIds);
    this.counts.judged += clickIds.length;
    this.counts.flagged += flags.length;
    return people;
  }
}
