import type { ExplainedCommission, ExplainedStep, LinkedTouch } from "../../services/partners/explained-commission.js";
import { explanationSentence } from "../../services/partners/explanation-sentence.js";
import { assert } from "../../shared/errors.js";
import { Money } from "../../shared/money.js";
import { fractionText } from "../../shared/money-text.js";
import type { Principal } from "../../shared/principal.js";
import { build } from "../common/build.js";
import { describeRule } from "./commission-rule.js";
import {
  Decision,
  ExplainedHold,
  ExplainedPricing,
  ExplainedTouch,
  Explanation,
  LedgerStep,
  LedgerStepEntry,
  PersonReference,
} from "./explanation.js";

const ROUNDING = "Half up, once, for the whole event; split by largest remainder, equal ones to the earlier touch.";

/** An explanation as the graph shows it. A partner learns that others had touches, and not who they are or what they got. */
export function describeExplanation(explained: ExplainedCommission, reader: Principal): Explanation {
  const { commission, event, attribution, trace, person, steps, adjustments, netMinor, reconciles } = explained;
  assert(attribution.model && trace.windowDays !== null, "a decision that made a commission has a model");
  return build(Explanation, {
    eventId: event.id,
    summary: explanationSentence(explained),
    person: build(PersonReference, person),
    decision: build(Decision, {
      id: attribution.id,
      version: attribution.version,
      cause: attribution.cause,
      model: attribution.model,
      windowDays: trace.windowDays,
      decidedAt: attribution.decidedAt,
    }),
    touches: explained.touches.map((touch) => describeTouch(touch, explained, reader)),
    pricing: describePricing(explained),
    hold: build(ExplainedHold, {
      holdbackDays: explained.pricing.holdbackDays ?? 0,
      source: explained.pricing.holdbackFrom ?? "program",
      heldUntil: commission.heldUntil,
    }),
    steps: steps.map(describeStep),
    adjustments,
    netAmount: Money.of(netMinor, commission.amount.currency),
    reconciles,
  });
}

function describeTouch(touch: LinkedTouch, explained: ExplainedCommission, reader: Principal): ExplainedTouch {
  const { attribution, trace, commission, pricing } = explained;
  const isSecret = reader.kind === "partner" && touch.partnerId !== reader.partnerId;
  const own = trace.pricing.find(
    ({ partnerId, programId, rule }) =>
      partnerId === touch.partnerId && programId === touch.programId && rule.key === commission.ruleKey,
  );
  const part = own?.parts?.find(({ clickId }) => clickId === touch.clickId);
  const weight = touch.weight === undefined ? null : BigInt(touch.weight);
  return build(ExplainedTouch, {
    clickId: touch.clickId,
    clickedAt: new Date(touch.clickedAt),
    partnerId: isSecret ? null : touch.partnerId,
    programId: touch.programId,
    linkId: isSecret ? null : touch.linkId,
    visitorId: isSecret ? null : touch.visitorId,
    accepted: touch.refusal === undefined,
    refusal: touch.refusal ?? null,
    flags: touch.flags ?? [],
    weight: touch.weight ?? null,
    share: weight === null ? null : fractionText(weight, attribution.weightTotal),
    value: inCurrency(touch.valueMinor, trace.currency),
    reward: isSecret ? null : inCurrency(part?.amountMinor, own?.currency ?? null),
    isThisCommission: pricing.parts?.some(({ clickId }) => clickId === touch.clickId) ?? false,
  });
}

function describePricing({ pricing, trace }: ExplainedCommission): ExplainedPricing {
  const { currency, rewardMinor, partnerMinor, exactNumerator, exactDenominator } = pricing;
  assert(currency && rewardMinor && partnerMinor, "a rule that pays says what");
  const remaining =
    trace.amountMinor === null ? undefined : String(BigInt(trace.amountMinor) - BigInt(trace.refundedMinor));
  return build(ExplainedPricing, {
    rule: describeRule({ ...pricing.rule, capMonths: pricing.capMonths }),
    source: pricing.rulesFrom,
    termsVersion: pricing.termsVersion,
    programVersion: pricing.programVersion,
    base: inCurrency(remaining, trace.currency),
    exact: exactNumerator && exactDenominator ? fractionText(BigInt(exactNumerator), BigInt(exactDenominator)) : null,
    rewardForEvent: Money.of(BigInt(rewardMinor), currency),
    partnerShare: Money.of(BigInt(partnerMinor), currency),
    rounding: ROUNDING,
  });
}

/** Steps that take from the partner. */
const TAKING: ReadonlySet<ExplainedStep["kind"]> = new Set(["reversal", "clawback"]);

function describeStep({ kind, at, currency, entries, journalPosition }: ExplainedStep): LedgerStep {
  const moved = entries.reduce((most, { amountMinor }) => (amountMinor > most ? amountMinor : most), 0n);
  return build(LedgerStep, {
    at,
    kind,
    amount: Money.of(TAKING.has(kind) ? -moved : moved, currency),
    entries: entries.map(({ account, amountMinor }) =>
      build(LedgerStepEntry, { account, amount: Money.of(amountMinor, currency) }),
    ),
    journalPosition: journalPosition === null ? null : String(journalPosition),
  });
}

const inCurrency = (amountMinor: string | undefined, currency: string | null): Money | null =>
  amountMinor === undefined || currency === null ? null : Money.of(BigInt(amountMinor), currency);
