import { newId } from "../../../shared/ids.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import { visitorsOfClicks } from "../click/visitors-of-clicks.js";
import type { AcceptableEvent, GivenEvent } from "./candidate.js";
import type { EventRefusal, NewEvent } from "./event-body.js";
import type { EventOutcomes } from "./event-outcome.js";
import { IN_FUTURE, TOO_OLD, UNKNOWN_CLICK } from "./event-outcome.js";

/** A little of the future is a clock that is ahead; it is taken as now (S1). */
const FUTURE_MAX_MS = 5 * 60_000;
/** Further back an events key could skip the hold by back-dating (S1). */
const PAST_MAX_MS = 30 * 86_400_000;

/** The events whose time and click are in order; the others are refused. An import's may be of any age. */
export async function acceptEvents(
  ctx: TenantContext,
  given: readonly GivenEvent[],
  outcomes: EventOutcomes,
  { anyAge }: { anyAge: boolean },
): Promise<AcceptableEvent[]> {
  const now = ctx.clock.now();
  const visitorOf = await visitorsOfClicks(
    ctx,
    given.flatMap(({ event }) => event.cref ?? []),
  );
  return given.flatMap(({ event, place }) => {
    const occurredAt = event.occurredAt ?? now;
    const aheadMs = occurredAt.getTime() - now.getTime();
    const visitorId = event.cref === null ? null : (visitorOf.get(event.cref) ?? null);
    const refusal = refusalOf(event, { aheadMs, visitorId, anyAge });
    if (!refusal) return [{ place, event, id: newId(), occurredAt: aheadMs > 0 ? now : occurredAt, visitorId }];
    outcomes.refuse(place, refusal);
    return [];
  });
}

function refusalOf(
  { cref }: NewEvent,
  { aheadMs, visitorId, anyAge }: { aheadMs: number; visitorId: string | null; anyAge: boolean },
): EventRefusal | undefined {
  if (aheadMs > FUTURE_MAX_MS) return IN_FUTURE;
  if (!anyAge && -aheadMs > PAST_MAX_MS) return TOO_OLD;
  return cref !== null && visitorId === null ? UNKNOWN_CLICK : undefined;
}
