import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { isBalanceOverflow } from "../ledger/ledger.service.js";
import { CLICK_NOT_LANDED, NOTHING_WAITS } from "./click/waiting-clicks.js";
import type { WaitingClicks } from "./click/waiting-clicks.js";
import { derivedFacts } from "./deciding/derived-facts.js";
import type { DecidingService } from "./deciding/deciding.service.js";
import type { SettingsReader } from "./deciding/settings-reader.js";
import { retryingMoves } from "./deciding/retrying-moves.js";
import type { EventRefusal, NewEvent } from "./ingest/event-body.js";
import { readEvent } from "./ingest/event-body.js";
import { EventBatch, RefundedEventMissing } from "./ingest/event-batch.js";
import type { EventOutcome } from "./ingest/event-outcome.js";
import { UNKNOWN_CLICK } from "./ingest/event-outcome.js";
import { factsBySender } from "./ingest/facts-by-sender.js";
import { isFaultOfOne } from "./ingest/fault-of-one.js";
import { MicroBatches } from "./ingest/micro-batches.js";
import { readAhead } from "./ingest/read-ahead.js";
import { isWrittenMeanwhile } from "./ingest/write-events.js";

/** One request's and one transaction's events at most. */
export const EVENTS_MAX = 500;

interface Sent {
  ctx: TenantContext;
  event: NewEvent;
}

/** Takes events in, decides them and answers each. Events of one organization that arrive meanwhile share transactions. */
export class EventIngestService {
  private readonly batches: MicroBatches<Sent, EventOutcome>;

  constructor(
    private readonly journal: Journal,
    private readonly settings: SettingsReader,
    private readonly deciding: DecidingService,
    private readonly clicks: WaitingClicks = NOTHING_WAITS,
  ) {
    this.batches = new MicroBatches(EVENTS_MAX, (sent) => this.recordTogether(sent), isFaultOfOne);
  }

  /**
   * Records events as they were sent: at most `EVENTS_MAX`. Each stands alone and has its outcome, in the order given.
   * The event's own id makes it safe to repeat: the same body gets the first answer again.
   */
  async record(ctx: TenantContext, bodies: readonly unknown[]): Promise<EventOutcome[]> {
    ctx.require("event:write");
    assert(bodies.length <= EVENTS_MAX, "a door refuses more events than fit into a request");
    const read = bodies.map(readEvent);
    const good = read.flatMap((each) => ("event" in each ? [{ ctx, event: each.event }] : []));
    const recorded = (await this.recordOrFindClicks(ctx, good)).values();
    return read.map((each) => {
      if ("refusal" in each) return { kind: "refused", refusal: each.refusal };
      const { value } = recorded.next();
      assert(value, "every event that was taken has its outcome");
      return value;
    });
  }

  /** Records events of another system or an earlier time, of any age, in one transaction. Safe to repeat. */
  async recordPast(ctx: TenantContext, events: readonly NewEvent[]): Promise<EventOutcome[]> {
    ctx.require("history:import");
    if (events.length === 0) return [];
    return this.transact(
      ctx,
      events.map((event) => ({ ctx, event })),
      true,
    );
  }

  /** An event whose click was acknowledged and has not landed yet is tried once more. */
  private async recordOrFindClicks(ctx: TenantContext, sent: readonly Sent[]): Promise<EventOutcome[]> {
    const outcomes = await this.batches.do(ctx.organizationId, sent);
    const missing = sent.filter((_, place) => missesClick(outcomes[place]));
    if (missing.length === 0) return outcomes;
    const hasEverything = await this.clicks.bringIn();
    const again = (await this.batches.do(ctx.organizationId, missing)).values();
    return outcomes.map((outcome) => {
      if (!missesClick(outcome)) return outcome;
      const second = again.next().value ?? outcome;
      return missesClick(second) && !hasEverything ? { kind: "refused", refusal: notLanded() } : second;
    });
  }

  private async recordTogether(sent: readonly Sent[]): Promise<EventOutcome[]> {
    const [first] = sent;
    assert(first, "a batch has events");
    try {
      return await this.transact(first.ctx, sent, false);
    } catch (error) {
      // Of several, each is tried alone, until it is known whose amount it is.
      if (sent.length > 1 || !isBalanceOverflow(error)) throw error;
      const { code, message, inputPath: path = [] } = error;
      return [{ kind: "refused", refusal: { kind: "unprocessable", code, message, path } }];
    }
  }

  private async transact(ctx: TenantContext, sent: readonly Sent[], anyAge: boolean): Promise<EventOutcome[]> {
    let exclusive = false;
    const events = sent.map(({ event }) => event);
    return retryingMoves(
      () =>
        ctx.transactionAhead(
          (ctx) => readAhead(ctx, events, { exclusive }),
          async (ctx, ahead) => {
            const batch = new EventBatch(ctx, this.settings, this.deciding, ahead);
            const { outcomes, recorded, derived } = await batch.record(events, { anyAge, exclusive });
            // Each event in the name of whoever sent it.
            this.journal.appendLast(ctx, [...factsBySender(sent, recorded), derivedFacts(derived)]);
            return outcomes;
          },
        ),
      (error) => {
        if (error instanceof RefundedEventMissing) exclusive = true;
        return error instanceof RefundedEventMissing || isWrittenMeanwhile(error);
      },
    );
  }
}

const missesClick = (outcome: EventOutcome | undefined): boolean =>
  outcome?.kind === "refused" && outcome.refusal === UNKNOWN_CLICK;

const notLanded = (): EventRefusal => ({ ...CLICK_NOT_LANDED, path: [...CLICK_NOT_LANDED.path] });
