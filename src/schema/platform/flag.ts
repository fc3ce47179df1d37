import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import type { FlagState as StoredState } from "../../entities/platform/flag.entity.js";
import { DateTime } from "../common/date-time.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { graphEnum } from "../common/graph-enum.js";

export const FlagState = graphEnum<StoredState>("FlagState", "Whom a flag says yes to.", {
  off: "Nobody.",
  on: "Everybody.",
  targeted: "The organizations in its scope; an empty scope means nobody.",
  rollout: "A share of the organizations in its scope; an empty scope means all.",
});

@ObjectType({ simpleResolvers: true, description: "Who is meant: each axis with names must have the organization's." })
export class FlagScope {
  @Field(() => [String], { description: "Of plans." })
  plans!: string[];

  @Field(() => [String], { description: "Of organizations." })
  organizationSlugs!: string[];

  @Field(() => [String], { description: "Of those who sell to them." })
  resellerSlugs!: string[];

  @Field(() => [String], { description: "Of installations, such as production." })
  environments!: string[];
}

@InputType({ description: "Who is meant. An axis that is absent stays; an empty one asks nothing." })
export class FlagScopeInput {
  @Field(() => [String], { nullable: true, description: "Of plans." })
  plans?: string[];

  @Field(() => [String], { nullable: true, description: "Of organizations." })
  organizationSlugs?: string[];

  @Field(() => [String], { nullable: true, description: "Of those who sell to them." })
  resellerSlugs?: string[];

  @Field(() => [String], { nullable: true, description: "Of installations, such as production." })
  environments?: string[];
}

@ObjectType({ simpleResolvers: true, description: "What a flag was changed to." })
export class FlagChange {
  @Field(() => ID, { description: "The change's id." })
  id!: string;

  @Field(() => DateTime, { description: "When." })
  changedAt!: Date;

  @Field(() => String, { nullable: true, description: "The operator's address; null for the house itself." })
  by!: string | null;

  @Field(() => FlagState, { description: "Its state from then on." })
  state!: StoredState;

  @Field(() => Int, { description: "Its share from then on." })
  percent!: number;

  @Field(() => String, { nullable: true, description: "Such as kill-switch." })
  note!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "A switch that says yes or no to each organization." })
export class Flag {
  @Field(() => ID, { description: "The flag's id." })
  id!: string;

  @Field(() => String, { description: "By what it is asked for." })
  key!: string;

  @Field(() => String, { description: "What it switches." })
  description!: string;

  @Field(() => FlagState, { description: "Whom it says yes to." })
  state!: StoredState;

  @Field(() => Int, { description: "The share that a rollout reaches, 0 to 100." })
  percent!: number;

  @Field(() => FlagScope, { description: "Who is meant." })
  scope!: FlagScope;

  @Field(() => Int, { description: "Rises with every change." })
  revision!: number;

  @Field(() => DateTime, { description: "When it was last changed." })
  changedAt!: Date;
}

@InputType({ description: "What a flag would say, to try it without changing it." })
export class FlagReachInput {
  @Field(() => String, { description: "By what it is asked for." })
  key!: string;

  @Field(() => FlagState, { description: "Whom it says yes to." })
  state!: StoredState;

  @Field(() => Int, { description: "The share of a rollout." })
  percent!: number;

  @Field(() => FlagScopeInput, { description: "Who is meant." })
  scope!: FlagScopeInput;
}

@ObjectType({ simpleResolvers: true, description: "How many organizations a flag says yes to, or would." })
export class FlagReach {
  @Field(() => Int, { description: "So many." })
  reachedCount!: number;

  @Field(() => Int, { description: "Of so many that were asked: the newest 2,000 at most." })
  askedCount!: number;
}

@InputType({ description: "A new flag. It is off; everything else is set later." })
export class CreateFlagInput {
  @Field(() => String, { description: "By what it is asked for: 2 to 63 lower-case letters, digits or _." })
  key!: string;

  @Field(() => String, { description: "What it switches, in 1 to 500 characters." })
  description!: string;
}

@ObjectType({ simpleResolvers: true, description: "Made." })
export class CreateFlagPayload {
  @Field(() => Flag, { description: "The flag." })
  flag!: Flag;
}

@InputType({ description: "What changes of a flag; what is absent stays." })
export class ChangeFlagInput {
  @Field(() => String, { description: "Which one." })
  key!: string;

  @Field(() => Int, { nullable: true, description: "As you read it: whoever was faster is not overruled." })
  revision?: number | null;

  @Field(() => String, { nullable: true, description: "What it switches." })
  description?: string | null;

  @Field(() => FlagState, { nullable: true, description: "Whom it says yes to." })
  state?: StoredState | null;

  @Field(() => Int, { nullable: true, description: "The share of a rollout, 0 to 100." })
  percent?: number | null;

  @Field(() => FlagScopeInput, { nullable: true, description: "Who is meant." })
  scope?: FlagScopeInput | null;
}

@ObjectType({ simpleResolvers: true, description: "Changed." })
export class ChangeFlagPayload {
  @Field(() => Flag, { description: "The flag as it is now." })
  flag!: Flag;
}

@InputType({ description: "Which flag to switch off for everybody." })
export class KillFlagInput {
  @Field(() => String, { description: "Which one." })
  key!: string;
}

@ObjectType({ simpleResolvers: true, description: "Off for everybody." })
export class KillFlagPayload {
  @Field(() => Flag, { description: "The flag as it is now." })
  flag!: Flag;
}

@InputType({ description: "Which flag to delete." })
export class DeleteFlagInput {
  @Field(() => String, { description: "Which one." })
  key!: string;
}

@ObjectType({ simpleResolvers: true, description: "Deleted: it says no to everybody." })
export class DeleteFlagPayload {
  @Field(() => String, { description: "Which one it was." })
  key!: string;
}

export const CREATE_FLAG_REFUSALS = {
  flag_key_invalid: FieldInvalid,
  flag_key_taken: FieldInvalid,
  flag_description_invalid: FieldInvalid,
  too_many_flags: FieldInvalid,
} as const;

export const CHANGE_FLAG_REFUSALS = {
  flag_changed: FieldInvalid,
  flag_description_invalid: FieldInvalid,
  flag_state_invalid: FieldInvalid,
  flag_percent_invalid: FieldInvalid,
  flag_scope_invalid: FieldInvalid,
} as const;

export const CreateFlagResult = createUnionType({
  name: "CreateFlagResult",
  description: "The outcome of making a flag.",
  types: () => [CreateFlagPayload, FieldInvalid] as const,
});
export const ChangeFlagResult = createUnionType({
  name: "ChangeFlagResult",
  description: "The outcome of changing a flag.",
  types: () => [ChangeFlagPayload, FieldInvalid] as const,
});
export const KillFlagResult = createUnionType({
  name: "KillFlagResult",
  description: "The outcome of switching a flag off.",
  types: () => [KillFlagPayload] as const,
});
export const DeleteFlagResult = createUnionType({
  name: "DeleteFlagResult",
  description: "The outcome of deleting a flag.",
  types: () => [DeleteFlagPayload] as const,
});
