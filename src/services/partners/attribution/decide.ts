import { DAY_MS } from "../../../shared/calendar.js";
import { assert } from "../../../shared/errors.js";
import { splitByWeights } from "../../../shared/split.js";
import type { AttributionSettings } from "./attribution-settings.js";
import type { DecidedCommission, DecidedCredit, Decision, TracedPricing, TracedTouch } from "./decision.js";
import { capOf, effectiveTerms } from "./effective-terms.js";
import type { EventFact, FirstOfType, TouchFact } from "./facts.js";
import { compareTouches } from "./facts.js";
import { ruleRefusal } from "./occurrence.js";
import { exactReward, remainingMinor, roundedReward } from "./pricing.js";
import type { TouchRefusal } from "./touch-acceptance.js";
import { refusalOf } from "./touch-acceptance.js";
import { weightsOf } from "./weights.js";

/** Only the newest so many touches of a person that are not later than the event are weighed (S1). */
export const TOUCHES_MAX = 1000;
/** Touches after the event change nothing; the trace keeps the earliest of them. */
const LATER_TOUCHES_MAX = 50;

export interface DecisionFacts {
  event: EventFact;
  /** All of the person's touches, in any order; or at least the newest `TOUCHES_MAX` + 1 up to the event. */
  touches: readonly TouchFact[];
  /** The first event of each type of the person, in any order. */
  history: readonly FirstOfType[];
}

/**
 * Decides who gets the credit of one event and what they earn. A pure function: the same facts and settings give the
 * same decision to the byte, in whatever order the facts stand.
 */
export function decide(facts: DecisionFacts, settings: AttributionSettings): Decision {
  const { event, history } = facts;
  const considered = considerTouches(facts.touches, event.occurredAtMs);
  const judged = considered.touches.map((touch) => ({ touch, refusal: refusalOf(touch, event, settings) }));
  const accepted = judged.filter(({ refusal }) => refusal === null).map(({ touch }) => touch);

  const newest = accepted.at(-1);
  const program = newest && settings.program(newest.programId);
  const weights = program
    ? weightsOf(
        program.model,
        accepted.map(({ clickedAtMs }) => clickedAtMs),
      )
    : [];
  const credits = program ? creditsOf(accepted, weights, event) : [];
  const priced = priceCredits(credits, event, history, settings);

  return {
    programId: program?.id ?? null,
    model: program?.model ?? null,
    weightTotal: weights.reduce((sum, weight) => sum + weight, 0n),
    credits,
    commissions: priced.commissions,
    trace: {
      model: program?.model ?? null,
      programId: program?.id ?? null,
      windowDays: program?.windowDays ?? null,
      touches: tracedTouches(judged, accepted, weights, credits),
      olderTouchesLeftOut: considered.olderLeftOut,
      laterTouchesLeftOut: considered.laterLeftOut,
      amountMinor: event.amount?.amountMinor.toString() ?? null,
      currency: event.amount?.currency ?? null,
      refundedMinor: event.refund.refundedMinor.toString(),
      refundedWhole: event.refund.whole,
      pricing: priced.pricing,
    },
  };
}

function considerTouches(
  touches: readonly TouchFact[],
  occurredAtMs: number,
): { touches: TouchFact[]; olderLeftOut: boolean; laterLeftOut: boolean } {
  const ordered = touches.toSorted(compareTouches);
  const firstLater = ordered.findIndex(({ clickedAtMs }) => clickedAtMs > occurredAtMs);
  const until = firstLater === -1 ? ordered.length : firstLater;
  const from = Math.max(0, until - TOUCHES_MAX);
  return {
    touches: ordered.slice(from, until + LATER_TOUCHES_MAX),
    olderLeftOut: from > 0,
    laterLeftOut: ordered.length > until + LATER_TOUCHES_MAX,
  };
}

/** One credit for each touch with weight (S8); its value is its part of the event's amount. */
function creditsOf(accepted: readonly TouchFact[], weights: readonly bigint[], event: EventFact): DecidedCredit[] {
  const values = event.amount ? splitByWeights(event.amount.amountMinor, weights) : [];
  return accepted.flatMap(({ clickId, partnerId, programId }, position) => {
    const weight = weights[position] ?? 0n;
    const valueMinor = event.amount ? (values[position] ?? 0n) : null;
    return weight === 0n ? [] : [{ clickId, partnerId, programId, position, weight, valueMinor }];
  });
}

function tracedTouches(
  judged: readonly { touch: TouchFact; refusal: TouchRefusal | null }[],
  accepted: readonly TouchFact[],
  weights: readonly bigint[],
  credits: readonly DecidedCredit[],
): TracedTouch[] {
  const weightOf = new Map(accepted.map(({ clickId }, index) => [clickId, weights[index] ?? 0n]));
  const creditOf = new Map(credits.map((credit) => [credit.clickId, credit]));
  return judged.map(({ touch, refusal }) => ({
    clickId: touch.clickId,
    clickedAt: new Date(touch.clickedAtMs).toISOString(),
    visitorId: touch.visitorId,
    partnerId: touch.partnerId,
    programId: touch.programId,
    ...(refusal && { refusal }),
    ...(touch.flags.length > 0 && { flags: touch.flags.toSorted() }),
    ...(touch.keepsCredit && { keepsCredit: true as const }),
    ...(!refusal && {
      weight: String(weightOf.get(touch.clickId)),
      valueMinor: (creditOf.get(touch.clickId)?.valueMinor ?? 0n).toString(),
    }),
  }));
}

/**
 * Applies each partner's rules to the whole event, splits each reward over all credits, and sums what falls to the
 * partner's own (S9, S15). In the order of partner, program and rule.
 */
export function priceCredits(
  credits: readonly DecidedCredit[],
  event: EventFact,
  history: readonly FirstOfType[],
  settings: AttributionSettings,
): { commissions: DecidedCommission[]; pricing: TracedPricing[] } {
  const commissions: DecidedCommission[] = [];
  const pricing: TracedPricing[] = [];
  const weights = credits.map(({ weight }) => weight);
  for (const { partnerId, programId } of distinctEarners(credits)) {
    const terms = effectiveTerms({ partnerId, programId }, event, settings);
    for (const rule of terms.rules.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
      const capMonths = capOf(terms, rule.key);
      const traced: TracedPricing = {
        partnerId,
        programId,
        programVersionId: terms.programVersion.id,
        programVersion: terms.programVersion.version,
        termsId: terms.termsVersion?.id ?? null,
        termsVersion: terms.termsVersion?.version ?? null,
        rulesFrom: terms.rulesFrom,
        rule,
        capMonths,
      };
      pricing.push(traced);
      const exact = exactReward(rule.reward, event);
      const refusal = ruleRefusal(rule, capMonths, event, history) ?? (exact ? null : "no_amount");
      if (refusal || !exact) {
        traced.refusal = refusal ?? "no_amount";
        continue;
      }
      const reward = roundedReward(exact);
      const parts = splitByWeights(reward.amountMinor, weights);
      const own = credits.flatMap((credit, index) =>
        credit.partnerId === partnerId && credit.programId === programId
          ? [{ clickId: credit.clickId, amountMinor: parts[index] ?? 0n }]
          : [],
      );
      const amountMinor = own.reduce((sum, part) => sum + part.amountMinor, 0n);
      Object.assign(traced, {
        exactNumerator: exact.numerator.toString(),
        exactDenominator: exact.denominator.toString(),
        rewardMinor: reward.amountMinor.toString(),
        currency: reward.currency,
        parts: own.map((part) => ({ clickId: part.clickId, amountMinor: part.amountMinor.toString() })),
        partnerMinor: amountMinor.toString(),
        holdbackDays: terms.holdbackDays,
        holdbackFrom: terms.holdbackFrom,
      } satisfies Partial<TracedPricing>);
      // A result of zero leaves the credit and makes no commission (S15).
      if (amountMinor === 0n) continue;
      commissions.push({
        partnerId,
        programId,
        ruleKey: rule.key,
        programVersionId: terms.programVersion.id,
        termsId: terms.termsVersion?.id ?? null,
        amountMinor,
        currency: reward.currency,
        heldUntilMs: event.occurredAtMs + terms.holdbackDays * DAY_MS,
      });
    }
  }
  assert(remainingMinor(event) >= 0n, "refunds never take more than an event's amount");
  return { commissions, pricing };
}

function distinctEarners(credits: readonly DecidedCredit[]): { partnerId: string; programId: string }[] {
  const earners = new Map(credits.map((credit) => [`${credit.partnerId}/${credit.programId}`, credit]));
  return [...earners.keys()].toSorted().flatMap((key) => earners.get(key) ?? []);
}
