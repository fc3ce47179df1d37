import { Field, ID, Int, ObjectType } from "type-graphql";

import { Adjustment } from "../../entities/partners/adjustment.entity.js";
import type { ClickFlagReason } from "../../entities/partners/click-flag.entity.js";
import { AttributionModel } from "../../entities/partners/program.entity.js";
import type { TouchRefusal as StoredRefusal } from "../../services/partners/attribution/touch-acceptance.js";
import { Money } from "../../shared/money.js";
import { DateTime } from "../common/date-time.js";
import { graphEnum } from "../common/graph-enum.js";
import { CommissionRule } from "./commission-rule.js";

const TouchRefusal = graphEnum<StoredRefusal>(
  "TouchRefusal",
  "Why a touch earns nothing: the first reason that applies.",
  {
    partner_revoked: "Its partner was revoked when the event was recorded, or is now.",
    flagged: "It was flagged as a bot, too fast, a duplicate, or by a person.",
    after_event: "It came after the event.",
    outside_window: "It was too long before the event.",
    program_closed: "Its program was not open at the time of the event.",
  },
);

const PricingSource = graphEnum<"terms" | "program">("PricingSource", "Whose word counts.", {
  terms: "The partner's own terms.",
  program: "The program's version of that time.",
});

@ObjectType({
  simpleResolvers: true,
  description: "A person, by a random reference: the journal knows no other name of them.",
})
export class PersonReference {
  @Field(() => ID, { description: "The reference." })
  id!: string;

  @Field(() => DateTime, { nullable: true, description: "When a visitor was first known to be them; null if none is." })
  stitchedAt!: Date | null;

  @Field(() => Int, { description: "How many browsers are known to be theirs." })
  visitors!: number;
}

@ObjectType({ simpleResolvers: true, description: "How an event's credit was divided." })
export class Decision {
  @Field(() => ID, { description: "The decision's id." })
  id!: string;

  @Field(() => Int, { description: "Counts the decisions on the event: late facts make a new one." })
  version!: number;

  @Field(() => String, { description: "Why it was decided: the event itself, or the late fact." })
  cause!: string;

  @Field(() => AttributionModel, { description: "The model of the newest accepted touch's program." })
  model!: AttributionModel;

  @Field(() => Int, { description: "That program's window." })
  windowDays!: number;

  @Field(() => DateTime, { description: "When it was decided." })
  decidedAt!: Date;
}

@ObjectType({ simpleResolvers: true, description: "A click that was considered." })
export class ExplainedTouch {
  /** For the fields that are objects; null where the reader may not know. */
  partnerId!: string | null;
  programId!: string;
  linkId!: string | null;

  @Field(() => ID, { description: "The click's id, which travelled as `cref`." })
  clickId!: string;

  @Field(() => DateTime, { description: "When it was clicked." })
  clickedAt!: Date;

  @Field(() => ID, { nullable: true, description: "The browser; null where it is another partner's click." })
  visitorId!: string | null;

  @Field(() => Boolean, { description: "Whether it has credit." })
  accepted!: boolean;

  @Field(() => TouchRefusal, { nullable: true, description: "Why not; null when it was accepted." })
  refusal!: StoredRefusal | null;

  @Field(() => [String], { description: "Its flags at the time of the decision." })
  flags!: ClickFlagReason[];

  @Field(() => String, { nullable: true, description: "Its weight among the accepted ones, exactly." })
  weight!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Its weight of all weights, as a decimal or a fraction, exactly.",
  })
  share!: string | null;

  @Field(() => Money, { nullable: true, description: "Its part of the event's amount." })
  value!: Money | null;

  @Field(() => Money, { nullable: true, description: "Its part of the reward by this commission's rule." })
  reward!: Money | null;

  @Field(() => Boolean, { description: "Whether its reward is part of this commission." })
  isThisCommission!: boolean;
}

@ObjectType({ simpleResolvers: true, description: "How the amount was computed." })
export class ExplainedPricing {
  @Field(() => CommissionRule, { description: "The rule as it was then." })
  rule!: CommissionRule;

  @Field(() => PricingSource, { description: "Whose rule." })
  source!: "terms" | "program";

  @Field(() => Int, { nullable: true, description: "The version of the partner's terms; null if they had none." })
  termsVersion!: number | null;

  @Field(() => Int, { description: "The version of the program." })
  programVersion!: number;

  @Field(() => Money, { nullable: true, description: "The event's amount less its refunds; null if it has none." })
  base!: Money | null;

  @Field(() => String, {
    nullable: true,
    description: "The reward for the whole event before rounding, in minor units, exactly.",
  })
  exact!: string | null;

  @Field(() => Money, { description: "The reward for the whole event, rounded once." })
  rewardForEvent!: Money;

  @Field(() => Money, { description: "What this partner's touches received of it." })
  partnerShare!: Money;

  @Field(() => String, { description: "How was rounded and split." })
  rounding!: string;
}

@ObjectType({ simpleResolvers: true, description: "How long the commission waits." })
export class ExplainedHold {
  @Field(() => Int, { description: "Days after the event." })
  holdbackDays!: number;

  @Field(() => PricingSource, { description: "Whose word that is." })
  source!: "terms" | "program";

  @Field(() => DateTime, { description: "Payable from this instant on." })
  heldUntil!: Date;
}

@ObjectType({ simpleResolvers: true, description: "One side of a transfer: debit positive." })
export class LedgerStepEntry {
  @Field(() => String, { description: "The account." })
  account!: string;

  @Field(() => Money, { description: "Debit positive, credit negative." })
  amount!: Money;
}

@ObjectType({ simpleResolvers: true, description: "A step of the commission in the ledger." })
export class LedgerStep {
  @Field(() => DateTime, { description: "When." })
  at!: Date;

  @Field(() => String, { description: "Such as accrual, approval or reversal." })
  kind!: string;

  @Field(() => Money, { description: "What it moved; negative where it took from the partner." })
  amount!: Money;

  @Field(() => [LedgerStepEntry], { description: "Its two sides. They sum to zero." })
  entries!: LedgerStepEntry[];

  @Field(() => String, { nullable: true, description: "Its place in the journal; null while it waits for its seal." })
  journalPosition!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Why this amount: the whole chain, from the click to the ledger." })
export class Explanation {
  /** For the field `event`. */
  eventId!: string;

  @Field(() => String, { description: "The whole of it in one sentence." })
  summary!: string;

  @Field(() => PersonReference, { description: "Whose event it is." })
  person!: PersonReference;

  @Field(() => Decision, { description: "The decision that made this commission." })
  decision!: Decision;

  @Field(() => [ExplainedTouch], { description: "Every click that was considered, from the oldest to the newest." })
  touches!: ExplainedTouch[];

  @Field(() => ExplainedPricing, { description: "How the amount was computed." })
  pricing!: ExplainedPricing;

  @Field(() => ExplainedHold, { description: "How long it waits." })
  hold!: ExplainedHold;

  @Field(() => [LedgerStep], { description: "What happened to it in the ledger, oldest first." })
  steps!: LedgerStep[];

  @Field(() => [Adjustment], { description: "Its later corrections, oldest first." })
  adjustments!: Adjustment[];

  @Field(() => Money, { description: "What it is worth now." })
  netAmount!: Money;

  @Field(() => Boolean, { description: "Whether every sum above was recomputed and agrees to the minor unit." })
  reconciles!: boolean;
}
