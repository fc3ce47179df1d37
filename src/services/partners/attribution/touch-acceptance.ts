import { DAY_MS } from "../../../shared/calendar.js";
import type { AttributionSettings } from "./attribution-settings.js";
import { isRevokedAt, isRevokedNow, programKnownAt } from "./attribution-settings.js";
import type { EventFact, TouchFact } from "./facts.js";

/** Why a touch does not count, in the order in which they are tried: the first that applies is given. */
export const TOUCH_REFUSALS = [
  "partner_revoked",
  "flagged",
  "after_event",
  "outside_window",
  "program_closed",
] as const;
export type TouchRefusal = (typeof TOUCH_REFUSALS)[number];

/** Why the touch does not count for the event; null when it does (S1, S4, S6). */
export function refusalOf(touch: TouchFact, event: EventFact, settings: AttributionSettings): TouchRefusal | null {
  if (touch.madeWhileRevoked || (!touch.keepsCredit && isPartnerRevoked(touch, event, settings))) {
    return "partner_revoked";
  }
  if (touch.flags.length > 0) return "flagged";
  if (touch.clickedAtMs > event.occurredAtMs) return "after_event";
  const program = settings.program(touch.programId);
  if (!program || event.occurredAtMs - touch.clickedAtMs > program.windowDays * DAY_MS) return "outside_window";
  const known = programKnownAt(program, event.settingsRevision);
  if (!known || !isOpen(known, event.occurredAtMs)) return "program_closed";
  return null;
}

function isPartnerRevoked(touch: TouchFact, event: EventFact, settings: AttributionSettings): boolean {
  const revocations = settings.revocations(touch.partnerId);
  return isRevokedNow(revocations) || isRevokedAt(revocations, event.settingsRevision);
}

/** Open in [starts, ends) (S4). */
const isOpen = (dates: { startsAtMs: number | null; endsAtMs: number | null }, instantMs: number): boolean =>
  (dates.startsAtMs === null || dates.startsAtMs <= instantMs) &&
  (dates.endsAtMs === null || instantMs < dates.endsAtMs);
