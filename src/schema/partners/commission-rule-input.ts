import { Field, InputType, Int, ObjectType } from "type-graphql";

import type { RuleOccurrence as StoredOccurrence, CommissionRule } from "../../entities/partners/commission-rule.js";
import { AppError } from "../../shared/errors.js";
import { UserError } from "../common/user-error.js";
import { RuleOccurrence } from "./commission-rule.js";
import { MoneyInput } from "./record-events.js";

@InputType({ description: "What one kind of event pays. Give either `percent` or `fixed`." })
export class CommissionRuleInput {
  @Field(() => String, {
    description: "Its name within the program, in small letters, digits and hyphens. Keep it from version to version.",
  })
  key!: string;

  @Field(() => [String], {
    nullable: true,
    description: "The types of events that it pays for; null or absent: all but refunds.",
  })
  eventTypes?: string[] | null;

  // Not the schema's own default: graphql-jit does not know those of input fields.
  @Field(() => RuleOccurrence, { nullable: true, description: "How often it pays for one person; absent: EVERY." })
  occurrence?: StoredOccurrence | null;

  @Field(() => String, {
    nullable: true,
    description: "A percentage of the event's amount as a decimal, such as 12.5: at most 1000, at most four decimals.",
  })
  percent?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: "A fixed amount." })
  fixed?: MoneyInput | null;

  @Field(() => Int, {
    nullable: true,
    description: "Pays for so many calendar months from the person's first event; null or absent: for ever.",
  })
  capMonths?: number | null;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "The commission rules cannot be used: `path` says which one, `message` why.",
})
export class RulesInvalid extends UserError {
  override code = "RULES_INVALID";
}

const DECIMAL = /^(\d{1,4})(?:\.(\d{1,4}))?$/;

/** Rules as they are stored. What only the service can judge is left to it. Throws `rules_invalid`. */
export const storedRules = (inputs: readonly CommissionRuleInput[]): CommissionRule[] => inputs.map(storedRule);

function storedRule({ key, eventTypes, occurrence, percent, fixed, capMonths }: CommissionRuleInput, place: number) {
  const rule = {
    key,
    eventTypes: eventTypes ?? null,
    occurrence: occurrence ?? "every",
    capMonths: capMonths ?? null,
  };
  if (percent != null && fixed == null) {
    return { ...rule, reward: { kind: "percent", percentE4: percentE4(percent, place) } } satisfies CommissionRule;
  }
  if (fixed != null && percent == null) {
    const { amountMinor, currency } = fixed;
    return {
      ...rule,
      reward: { kind: "fixed", amountMinor: amountMinor.toString(), currency },
    } satisfies CommissionRule;
  }
  throw fault(place, "percent", "A rule pays either a percentage or a fixed amount.");
}

function percentE4(text: string, place: number): number {
  const [, whole, decimals = ""] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) {
    throw fault(place, "percent", "A percentage is a decimal with at most four digits after the point, such as 12.5.");
  }
  return Number(whole) * 10_000 + Number(decimals.padEnd(4, "0"));
}

const fault = (place: number, field: string, message: string): AppError =>
  new AppError("unprocessable", message, { code: "rules_invalid", path: ["rules", String(place), field] });
