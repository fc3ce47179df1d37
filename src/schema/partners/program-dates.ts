import { Field, ID, InputType, ObjectType, createUnionType } from "type-graphql";

import { Program } from "../../entities/partners/program.entity.js";
import { DateTime } from "../common/date-time.js";
import { FieldInvalid } from "../common/field-invalid.js";

@InputType({ description: "When a program is open. What is absent stays." })
export class ScheduleProgramInput {
  @Field(() => ID, { description: "The program's id." })
  programId!: string;

  @Field(() => DateTime, { nullable: true, description: "Open from this instant on; null: it always was." })
  startsAt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Open until just before this instant; null: without an end." })
  endsAt?: Date | null;
}

@ObjectType({ simpleResolvers: true, description: "Scheduled: the dates count for events recorded from now on." })
export class ScheduleProgramPayload {
  @Field(() => Program, { description: "The program as it is now." })
  program!: Program;
}

export const ScheduleProgramResult = createUnionType({
  name: "ScheduleProgramResult",
  description: "The outcome of scheduling a program.",
  types: () => [ScheduleProgramPayload, FieldInvalid] as const,
});

@InputType({ description: "Which program to end." })
export class EndProgramInput {
  @Field(() => ID, { description: "The program's id." })
  programId!: string;

  @Field(() => DateTime, { nullable: true, description: "When it ends; null or absent: now." })
  endsAt?: Date | null;
}

@ObjectType({
  simpleResolvers: true,
  description: "Ended, or ending at the instant: links go on redirecting, nothing recorded afterwards earns.",
})
export class EndProgramPayload {
  @Field(() => Program, { description: "The program as it is now." })
  program!: Program;
}

export const EndProgramResult = createUnionType({
  name: "EndProgramResult",
  description: "The outcome of ending a program.",
  types: () => [EndProgramPayload, FieldInvalid] as const,
});
