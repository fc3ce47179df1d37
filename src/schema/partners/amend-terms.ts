import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { Terms } from "../../entities/partners/terms.entity.js";
import { DateTime } from "../common/date-time.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { CommissionRuleInput, RulesInvalid } from "./commission-rule-input.js";

@InputType({ description: "What to agree with one partner. What is absent stays as in their newest terms." })
export class AmendTermsInput {
  @Field(() => ID, { description: "With whom." })
  partnerId!: string;

  @Field(() => ID, { description: "In which program." })
  programId!: string;

  @Field(() => [CommissionRuleInput], {
    nullable: true,
    description: "What the partner is paid: these rules instead of the program's. Null: the program's.",
  })
  rules?: CommissionRuleInput[] | null;

  @Field(() => Int, { nullable: true, description: "Days of hold, from 0 to 3650. Null: the program's." })
  holdbackDays?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "They count for events that happen at this instant or later; null or absent: now.",
  })
  effectiveFrom?: Date | null;
}

@ObjectType({ simpleResolvers: true, description: "Amended, for events recorded from now on." })
export class AmendTermsPayload {
  @Field(() => Terms, { description: "The new terms." })
  terms!: Terms;
}

export const AMEND_TERMS_REFUSALS = { rules_invalid: RulesInvalid, days_invalid: FieldInvalid } as const;

export const AmendTermsResult = createUnionType({
  name: "AmendTermsResult",
  description: "The outcome of amending terms.",
  types: () => [AmendTermsPayload, RulesInvalid, FieldInvalid] as const,
});

@InputType({ description: "Whose terms to take back." })
export class ClearTermsInput {
  @Field(() => ID, { description: "The partner." })
  partnerId!: string;

  @Field(() => ID, { description: "In which program." })
  programId!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: "Cleared: the program's own rules and hold apply to events recorded from now on.",
})
export class ClearTermsPayload {
  @Field(() => Terms, { description: "The new terms, which say nothing of their own." })
  terms!: Terms;
}

export const ClearTermsResult = createUnionType({
  name: "ClearTermsResult",
  description: "The outcome of clearing terms.",
  types: () => [ClearTermsPayload] as const,
});
