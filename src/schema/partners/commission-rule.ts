import { Field, Int, ObjectType } from "type-graphql";

import type {
  RuleOccurrence as StoredOccurrence,
  CommissionRule as StoredRule,
} from "../../entities/partners/commission-rule.js";
import { Money } from "../../shared/money.js";
import { build } from "../common/build.js";
import { graphEnum } from "../common/graph-enum.js";

export const RuleOccurrence = graphEnum<StoredOccurrence>("RuleOccurrence", "How often a rule pays for one person.", {
  every: "On every event.",
  first: "On their first event of the rule's types.",
  subsequent: "On every event but their first.",
});

const RewardKind = graphEnum<StoredRule["reward"]["kind"]>("RewardKind", "What a rule pays.", {
  percent: "A percentage of the event's amount, in its currency.",
  fixed: "A fixed amount, in its own currency.",
});

@ObjectType({ simpleResolvers: true, description: "What one kind of event pays." })
export class CommissionRule {
  @Field(() => String, { description: "Its name, the same in every version of the program." })
  key!: string;

  @Field(() => [String], {
    nullable: true,
    description: "The types of events that it pays for; null: all but refunds.",
  })
  eventTypes!: string[] | null;

  @Field(() => RuleOccurrence, { description: "How often it pays for one person." })
  occurrence!: StoredOccurrence;

  @Field(() => RewardKind, { description: "Whether it pays a percentage or a fixed amount." })
  rewardKind!: StoredRule["reward"]["kind"];

  @Field(() => String, {
    nullable: true,
    description: "The percentage as a decimal, such as 12.5; null for a fixed reward.",
  })
  percent!: string | null;

  @Field(() => Money, { nullable: true, description: "The fixed reward; null for a percentage." })
  fixed!: Money | null;

  @Field(() => Int, {
    nullable: true,
    description: "Pays for so many calendar months from the person's first event; null: for ever.",
  })
  capMonths!: number | null;
}

/** A stored rule as the graph shows it. */
export function describeRule({ key, eventTypes, occurrence, reward, capMonths }: StoredRule): CommissionRule {
  return build(CommissionRule, {
    key,
    eventTypes,
    occurrence,
    capMonths,
    rewardKind: reward.kind,
    percent: reward.kind === "percent" ? percentText(reward.percentE4) : null,
    fixed: reward.kind === "fixed" ? Money.of(BigInt(reward.amountMinor), reward.currency) : null,
  });
}

/** At most four decimals, without zeros at the end. */
const percentText = (percentE4: number): string => String(percentE4 / 10_000);
