import { Field, Float, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { Partner } from "../../entities/partners/partner.entity.js";
import { AttributionModel } from "../../entities/partners/program.entity.js";
import type { ProgramTrial, ProgramTrialResult } from "../../services/partners/program-simulation.service.js";
import { Money } from "../../shared/money.js";
import { build } from "../common/build.js";
import { DateTime } from "../common/date-time.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { CommissionRuleInput, RulesInvalid, storedRules } from "./commission-rule-input.js";

const DAYS_DEFAULT = 90;
const CONVERSIONS_UNIT = 1e12;

@InputType({ description: "What to try of a program. What is absent stays as it is." })
export class SimulateProgramInput {
  @Field(() => ID, { description: "The program's id." })
  programId!: string;

  @Field(() => [CommissionRuleInput], { nullable: true, description: "What it would pay, instead of its rules." })
  rules?: CommissionRuleInput[] | null;

  @Field(() => AttributionModel, { nullable: true, description: "How credit would be divided." })
  attributionModel?: AttributionModel | null;

  @Field(() => Int, { nullable: true, description: "How many days after a click an event would count." })
  windowDays?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether partners with rules of their own keep them, as they would when the rules are published. Absent: false, as if everybody worked under the rules that are tried.",
  })
  keepsOwnTerms?: boolean | null;

  @Field(() => Int, { nullable: true, description: "How many days to go back, from 1 to 365; absent: 90." })
  days?: number | null;
}

@ObjectType({ simpleResolvers: true, description: "What one partner earned, and would have earned." })
export class SimulatedPartner {
  @Field(() => Partner, { description: "Who." })
  partner!: Partner;

  @Field(() => [Money], { description: "Commission with the program as it is, one for each currency." })
  commissionNow!: Money[];

  @Field(() => [Money], { description: "Commission with what is tried, one for each currency." })
  commissionThen!: Money[];

  @Field(() => Float, { description: "Events credited with the program as it is, in shares of one." })
  conversionsNow!: number;

  @Field(() => Float, { description: "Events credited with what is tried, in shares of one." })
  conversionsThen!: number;
}

@ObjectType({
  simpleResolvers: true,
  description: "The events of the last days decided twice: with the program as it is, and with what is tried.",
})
export class ProgramSimulation {
  @Field(() => DateTime, { description: "The first instant whose events were replayed." })
  from!: Date;

  @Field(() => DateTime, {
    description: "Events until just before this instant were replayed: the end of this minute.",
  })
  until!: Date;

  @Field(() => Int, { description: "How many events were replayed." })
  events!: number;

  @Field(() => Boolean, {
    description: "False: there were more than 20,000 events. The newest were replayed, and `from` says since when.",
  })
  isComplete!: boolean;

  @Field(() => [SimulatedPartner], {
    description:
      "At most 200 partners, those whose commission changes most first. `partnerCount` has how many there are.",
  })
  partners!: SimulatedPartner[];

  @Field(() => Int, { description: "How many partners earned, or would have." })
  partnerCount!: number;

  @Field(() => [Money], { description: "All partners' commission with the program as it is, for each currency." })
  totalNow!: Money[];

  @Field(() => [Money], { description: "All partners' commission with what is tried, for each currency." })
  totalThen!: Money[];
}

export const SimulateProgramResult = createUnionType({
  name: "SimulateProgramResult",
  description: "What would have been, or why it cannot be tried.",
  types: () => [ProgramSimulation, RulesInvalid, FieldInvalid] as const,
});

export const SIMULATE_PROGRAM_REFUSALS = { rules_invalid: RulesInvalid, days_invalid: FieldInvalid } as const;

/** The trial that is asked for. Throws `rules_invalid`. */
export const programTrial = (input: SimulateProgramInput): ProgramTrial => ({
  programId: input.programId,
  rules: input.rules ? storedRules(input.rules) : undefined,
  attributionModel: input.attributionModel ?? undefined,
  windowDays: input.windowDays ?? undefined,
  reachesOwnTerms: !(input.keepsOwnTerms ?? false),
  days: input.days ?? DAYS_DEFAULT,
});

/** A simulation as the graph shows it. */
export const describeSimulation = (result: ProgramTrialResult): ProgramSimulation =>
  build(ProgramSimulation, {
    ...result,
    totalNow: amounts(result.totalNow),
    totalThen: amounts(result.totalThen),
    partners: result.partners.map(({ partner, asIs, asTried }) =>
      build(SimulatedPartner, {
        partner,
        commissionNow: amounts(asIs.commissions),
        commissionThen: amounts(asTried.commissions),
        conversionsNow: Number(asIs.conversionsE12) / CONVERSIONS_UNIT,
        conversionsThen: Number(asTried.conversionsE12) / CONVERSIONS_UNIT,
      }),
    ),
  });

const amounts = (sums: ReadonlyMap<string, bigint>): Money[] =>
  [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amount]) => Money.of(amount, currency));
