import { Field, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { AttributionModel, Program } from "../../entities/partners/program.entity.js";
import { DateTime } from "../common/date-time.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { IDEMPOTENCY_KEY, IDEMPOTENCY_REFUSALS, IdempotencyMismatch } from "../common/idempotency-mismatch.js";
import { CommissionRuleInput, RulesInvalid } from "./commission-rule-input.js";
import { DestinationRefused, PROGRAM_REFUSALS, ProgramSlugTaken } from "./program-refusals.js";

@InputType({ description: "A program as it is to be." })
export class CreateProgramInput {
  @Field(() => String, { description: "Its name for people, 1 to 200 characters." })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: "Its name in addresses: small letters, digits and hyphens. Absent: made of the name.",
  })
  slug?: string | null;

  @Field(() => String, { description: "Where its links lead: an address of the web." })
  destinationUrl!: string;

  @Field(() => AttributionModel, { description: "How credit is divided when this program's touch is the newest one." })
  attributionModel!: AttributionModel;

  @Field(() => Int, { description: "How many days after a click an event still counts for it, from 1 to 3650." })
  windowDays!: number;

  @Field(() => Int, { description: "Days between an event and the end of its commission's hold, from 0 to 3650." })
  holdbackDays!: number;

  @Field(() => DateTime, { nullable: true, description: "Open from this instant on; null or absent: at once." })
  startsAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "Open until just before this instant; null or absent: without an end.",
  })
  endsAt?: Date | null;

  @Field(() => [CommissionRuleInput], { description: "What it pays. Every rule that matches an event pays." })
  rules!: CommissionRuleInput[];

  @Field(() => [String], {
    nullable: true,
    description: "Where links may lead beside the destination: host names, with *. before one for all below it.",
  })
  deepLinkDomains?: string[] | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Created, now or by the same key before." })
export class CreateProgramPayload {
  @Field(() => Program, { description: "The program as it is now." })
  program!: Program;
}

export const CREATE_PROGRAM_REFUSALS = {
  ...PROGRAM_REFUSALS,
  ...IDEMPOTENCY_REFUSALS,
  idempotency_key_invalid: FieldInvalid,
  slug_taken: ProgramSlugTaken,
} as const;

export const CreateProgramResult = createUnionType({
  name: "CreateProgramResult",
  description: "The outcome of creating a program.",
  types: () =>
    [
      CreateProgramPayload,
      ProgramSlugTaken,
      RulesInvalid,
      DestinationRefused,
      FieldInvalid,
      IdempotencyMismatch,
    ] as const,
});
