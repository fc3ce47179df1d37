import type { AttributionModel } from "../../../entities/partners/program.entity.js";
import type { ClickFlagReason } from "../../../entities/partners/click-flag.entity.js";
import type { CommissionRule } from "../../../entities/partners/commission-rule.js";
import type { RuleRefusal } from "./occurrence.js";
import type { TouchRefusal } from "./touch-acceptance.js";

/** The share of an event that one touch receives: `weight` of the decision's `weightTotal`. */
export interface DecidedCredit {
  clickId: string;
  partnerId: string;
  programId: string;
  /** The touch's place among the accepted ones, from 0. */
  position: number;
  weight: bigint;
  /** Its part of the event's amount; null when the event has none. */
  valueMinor: bigint | null;
}

/** What a partner earns from the event by one rule, summed over their touches (S15). Always above zero. */
export interface DecidedCommission {
  partnerId: string;
  programId: string;
  ruleKey: string;
  programVersionId: string;
  termsId: string | null;
  amountMinor: bigint;
  currency: string;
  /** Matures then, inclusive (S16). */
  heldUntilMs: number;
}

/** One touch as the trace keeps it. Amounts are decimal strings, instants ISO 8601. */
export interface TracedTouch {
  clickId: string;
  clickedAt: string;
  visitorId: string;
  partnerId: string;
  programId: string;
  /** Absent when it was accepted. */
  refusal?: TouchRefusal;
  flags?: ClickFlagReason[];
  /** Kept its credit though its partner is revoked (S6). */
  keepsCredit?: true;
  /** Of the decision's total; present when it was accepted. */
  weight?: string;
  valueMinor?: string;
}

/** One rule of one partner's terms as it was applied to the whole event, and what the partner got of that. */
export interface TracedPricing {
  partnerId: string;
  programId: string;
  programVersionId: string;
  programVersion: number;
  termsId: string | null;
  termsVersion: number | null;
  /** Whose rules these are; the hold may come from the other one. */
  rulesFrom: "terms" | "program";
  rule: CommissionRule;
  /** The cap that counts: the program's. */
  capMonths: number | null;
  /** Why the rule does not pay. Absent when it does; then all that follows is present. */
  refusal?: RuleRefusal | "no_amount";
  /** Before rounding: numerator / denominator minor units. */
  exactNumerator?: string;
  exactDenominator?: string;
  /** For the whole event, rounded half up. */
  rewardMinor?: string;
  currency?: string;
  /** What each of the partner's credited touches received of the reward. */
  parts?: { clickId: string; amountMinor: string }[];
  partnerMinor?: string;
  holdbackDays?: number;
  holdbackFrom?: "terms" | "program";
}

/** Why the decision is as it is. */
export interface DecisionTrace {
  model: AttributionModel | null;
  /** The program that brought the model (S5), and its window. */
  programId: string | null;
  windowDays: number | null;
  /** From the oldest to the newest. */
  touches: TracedTouch[];
  /** Only the newest 1,000 touches are weighed (S1): whether there were older ones. */
  olderTouchesLeftOut: boolean;
  /** Whether there were more touches after the event than the trace keeps. */
  laterTouchesLeftOut: boolean;
  /** The event's amount and what refunds have taken of it. */
  amountMinor: string | null;
  currency: string | null;
  refundedMinor: string;
  refundedWhole: boolean;
  pricing: TracedPricing[];
}

export interface Decision {
  programId: string | null;
  model: AttributionModel | null;
  weightTotal: bigint;
  credits: DecidedCredit[];
  commissions: DecidedCommission[];
  trace: DecisionTrace;
}
