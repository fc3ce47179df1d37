import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { REDECIDED_EVENTS_MAX } from "./deciding/affected-events.js";
import type { DecidingService } from "./deciding/deciding.service.js";
import { derivedFacts } from "./deciding/derived-facts.js";
import type { EventRecord } from "./deciding/event-record.js";
import { readEventsAfter, readEventsOf } from "./deciding/event-record.js";
import { lockPeople } from "./deciding/people.js";
import { retryingMoves } from "./deciding/retrying-moves.js";
import { holdSettings } from "./settings-revision.js";

const PERSONS_MAX = 200;

interface Requested {
  /** The requests that were there when this was read. Later ones stay: whoever made one may know what we do not see. */
  ids: string[];
  person_id: string;
  reason: string;
  events: bigint;
}

/** Works off the people who were put down to be decided anew, because a late fact touches too many events at once. */
export class RedecisionService {
  constructor(
    private readonly journal: Journal,
    private readonly deciding: DecidingService,
  ) {}

  /**
   * Decides anew on everybody who is put down now and gives how many people that were. A request is struck off with the
   * last of its decisions, so after a kill it is done again; several workers may do the same person without harm.
   */
  async drain(ctx: TenantContext): Promise<number> {
    ctx.require("event:write");
    let done = 0;
    for (;;) {
      const requested = await ctx.query<Requested>(NEXT_PERSONS, [ctx.organizationId, PERSONS_MAX]);
      if (requested.length === 0) return done;
      let together: Requested[] = [];
      let events = 0;
      for (const each of requested) {
        if (Number(each.events) > REDECIDED_EVENTS_MAX) {
          await this.decideLong(ctx, each);
          continue;
        }
        if (events + Number(each.events) > REDECIDED_EVENTS_MAX) {
          await this.decideTogether(ctx, together);
          together = [];
          events = 0;
        }
        together.push(each);
        events += Number(each.events);
      }
      await this.decideTogether(ctx, together);
      done += requested.length;
    }
  }

  private async decideTogether(ctx: TenantContext, requested: readonly Requested[]): Promise<void> {
    if (requested.length === 0) return;
    const personIds = requested.map((each) => each.person_id);
    await this.decide(ctx, requested, async (ctx) => {
      const events = await readEventsOf(ctx, personIds, 2 * REDECIDED_EVENTS_MAX);
      // Somebody got many more events meanwhile: their turn comes alone.
      return events.length === 2 * REDECIDED_EVENTS_MAX ? { events: [], isLast: false } : { events, isLast: true };
    });
  }

  /** One person with very many events, a page of them in each transaction. */
  private async decideLong(ctx: TenantContext, requested: Requested): Promise<void> {
    let after: EventRecord | null = null;
    let isLast = false;
    while (!isLast) {
      const from: EventRecord | null = after;
      const page: EventRecord[] = await this.decide(ctx, [requested], async (ctx) => {
        const events = await readEventsAfter(ctx, requested.person_id, from, REDECIDED_EVENTS_MAX);
        return { events, isLast: events.length < REDECIDED_EVENTS_MAX };
      });
      isLast = page.length < REDECIDED_EVENTS_MAX;
      after = page.at(-1) ?? after;
    }
  }

  private decide(
    ctx: TenantContext,
    requested: readonly Requested[],
    read: (ctx: TenantContext) => Promise<{ events: EventRecord[]; isLast: boolean }>,
  ): Promise<EventRecord[]> {
    const reasons = new Map(requested.map((each) => [each.person_id, each.reason]));
    return retryingMoves(() =>
      ctx.transaction(async (ctx) => {
        const revision = await holdSettings(ctx);
        await lockPeople(ctx, { personIds: [...reasons.keys()] });
        const { events, isLast } = await read(ctx);
        if (isLast) await ctx.execute(STRIKE_OFF, [ctx.organizationId, requested.flatMap(({ ids }) => ids)]);
        const derived = await this.deciding.decideEvents(
          ctx,
          events.map((event) => ({ event, cause: reasons.get(event.personId) ?? "requested", isNew: false })),
          revision,
        );
        this.journal.appendLast(ctx, [derivedFacts(derived)]);
        return events;
      }),
    );
  }
}

const NEXT_PERSONS = `
  SELECT array_agg(r.id) AS ids, r.person_id, min(r.reason) AS reason,
    (SELECT count(*) FROM event e WHERE e.organization_id = $1 AND e.person_id = r.person_id) AS events
  FROM redecision r
  WHERE r.organization_id = $1
  GROUP BY r.person_id ORDER BY min(r.requested_at), r.person_id LIMIT $2`;

const STRIKE_OFF = "DELETE FROM redecision WHERE organization_id = $1 AND id = ANY ($2::uuid[])";
