import type { CommissionRule } from "../../../entities/partners/commission-rule.js";
import { addCalendarMonths } from "../../../shared/calendar.js";
import { CORRECTIVE_TYPES } from "./corrective-types.js";
import type { EventFact, FirstOfType } from "./facts.js";
import { compareEvents } from "./facts.js";

/** Why a rule does not pay for an event. */
export type RuleRefusal = "other_type" | "not_first" | "first" | "after_cap";

const isOfType = (rule: CommissionRule, type: string): boolean =>
  !CORRECTIVE_TYPES.has(type) && (rule.eventTypes === null || rule.eventTypes.includes(type));

/**
 * Why the rule does not pay for the event, by its type, by its place in the person's history and by the cap; null when
 * it does. The history counts all events of the rule's types, credited or not, refunded or not (S11, S13).
 *
 * @param capMonths the cap of the program's rule of the same key (S12).
 */
export function ruleRefusal(
  rule: CommissionRule,
  capMonths: number | null,
  event: EventFact,
  history: readonly FirstOfType[],
): RuleRefusal | null {
  if (!isOfType(rule, event.type)) return "other_type";
  if (rule.occurrence === "every" && capMonths === null) return null;
  // The event itself always belongs to its history.
  let first: { occurredAtMs: number; externalId: string } = event;
  for (const each of history) if (isOfType(rule, each.type) && compareEvents(each, first) < 0) first = each;
  const isFirst = compareEvents(first, event) === 0;
  if (rule.occurrence === "first" && !isFirst) return "not_first";
  if (rule.occurrence === "subsequent" && isFirst) return "first";
  if (capMonths !== null && event.occurredAtMs >= addCalendarMonths(first.occurredAtMs, capMonths)) return "after_cap";
  return null;
}
