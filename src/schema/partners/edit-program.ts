import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { AttributionModel, Program } from "../../entities/partners/program.entity.js";
import type { ProgramEdit } from "../../services/partners/program-edit.js";
import { fieldInvalid } from "../../shared/errors.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { CommissionRuleInput, RulesInvalid, storedRules } from "./commission-rule-input.js";
import { ProgramEffect } from "./program-effect.js";
import { DestinationRefused, ProgramLive } from "./program-refusals.js";

@InputType({
  description: "What to change of a program. What is absent stays. Model and window: only while it is not open.",
})
export class EditProgramInput {
  @Field(() => ID, { description: "The program's id." })
  programId!: string;

  @Field(() => String, { nullable: true, description: "Its name for people, 1 to 200 characters." })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "Where its links lead: an address of the web." })
  destinationUrl?: string | null;

  @Field(() => AttributionModel, { nullable: true, description: "How credit is divided." })
  attributionModel?: AttributionModel | null;

  @Field(() => Int, { nullable: true, description: "How many days after a click an event counts, from 1 to 3650." })
  windowDays?: number | null;

  @Field(() => Int, { nullable: true, description: "Days of hold, from 0 to 3650." })
  holdbackDays?: number | null;

  @Field(() => [CommissionRuleInput], { nullable: true, description: "What it pays: these rules replace all others." })
  rules?: CommissionRuleInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Where links may lead beside the destination; null: nowhere else.",
  })
  deepLinkDomains?: string[] | null;
}

/** The edit that is asked for. Throws `not_clearable` for a null where a value must be. */
export function programEdit(input: EditProgramInput): ProgramEdit {
  const { deepLinkDomains } = input;
  const rules = kept("rules", input.rules);
  return {
    name: kept("name", input.name),
    destinationUrl: kept("destinationUrl", input.destinationUrl),
    attributionModel: kept("attributionModel", input.attributionModel),
    windowDays: kept("windowDays", input.windowDays),
    holdbackDays: kept("holdbackDays", input.holdbackDays),
    rules: rules && storedRules(rules),
    deepLinkDomains: deepLinkDomains === null ? [] : deepLinkDomains,
  };
}

function kept<Value>(field: string, value: Value | null | undefined): Value | undefined {
  if (value !== null) return value;
  throw fieldInvalid("not_clearable", field, "This can be changed and not cleared: leave it out to keep it.");
}

@ObjectType({ simpleResolvers: true, description: "Edited: all of it." })
export class EditProgramPayload {
  @Field(() => Program, { description: "The program as it is now." })
  program!: Program;

  @Field(() => [ProgramEffect], { description: "What the edit changed, and for whom." })
  effects!: ProgramEffect[];
}

export const EditProgramResult = createUnionType({
  name: "EditProgramResult",
  description: "The outcome of editing a program.",
  types: () => [EditProgramPayload, ProgramLive, RulesInvalid, DestinationRefused, FieldInvalid] as const,
});

@ObjectType({ simpleResolvers: true, description: "What an edit would do. Nothing is changed yet." })
export class ProgramEditPreview {
  @Field(() => [ProgramEffect], { description: "What the edit would change, and for whom." })
  effects!: ProgramEffect[];
}

export const PreviewProgramEditResult = createUnionType({
  name: "PreviewProgramEditResult",
  description: "What an edit would do, or why it would be refused.",
  types: () => [ProgramEditPreview, ProgramLive, RulesInvalid, DestinationRefused, FieldInvalid] as const,
});
