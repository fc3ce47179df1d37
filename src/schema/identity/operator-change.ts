import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { DateTime } from "../common/date-time.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { OperatedImpersonation } from "../platform/operated-organization.js";
import { Operator } from "./operator.js";

@InputType({ description: "Who is to become an operator." })
export class InviteOperatorInput {
  @Field(() => String, { description: "Their address." })
  email!: string;

  @Field(() => String, { description: "Their name, where the address is new." })
  name!: string;
}

@ObjectType({ simpleResolvers: true, description: "They are an operator now." })
export class InviteOperatorPayload {
  @Field(() => Operator, { description: "The operator." })
  operator!: Operator;

  @Field(() => String, {
    description:
      "How they come in, for you to hand over: without an identity provider a link that serves once, within a day, and is shown this one time; with one the console's address.",
  })
  link!: string;

  @Field(() => Boolean, { description: "Whether the link itself lets somebody in." })
  isLinkOneTime!: boolean;
}

@InputType({ description: "Who is to be no operator any more." })
export class DeactivateOperatorInput {
  @Field(() => ID, { description: "The operator's reference." })
  operatorId!: string;
}

@ObjectType({ simpleResolvers: true, description: "They are no operator any more." })
export class DeactivateOperatorPayload {
  @Field(() => Operator, { description: "Who it was." })
  operator!: Operator;
}

@InputType({ description: "Whom an operator is to be for a while, and why." })
export class ImpersonateMemberInput {
  @Field(() => ID, { description: "The organization." })
  organizationId!: string;

  @Field(() => ID, { description: "The membership in it." })
  membershipId!: string;

  @Field(() => String, { description: "Why, in 3 to 500 characters. Operators see it, the organization does not." })
  reason!: string;

  @Field(() => Int, { nullable: true, description: "For how long, 1 to 60 minutes; 30 if you do not say." })
  minutes?: number | null;

  @Field(() => Boolean, { nullable: true, description: "Whether changes are possible; not if you do not say." })
  canChange?: boolean | null;
}

@ObjectType({ simpleResolvers: true, description: "Begun: this browser is the member's now, for a while." })
export class ImpersonateMemberPayload {
  @Field(() => String, { description: "The organization's address here, to open." })
  url!: string;

  @Field(() => DateTime, { description: "When it ends by itself." })
  endsAt!: Date;
}

@InputType({ description: "Which time in a member's place ends now." })
export class EndImpersonationInput {
  @Field(() => ID, { description: "As both journals name it." })
  impersonationId!: string;
}

@ObjectType({ simpleResolvers: true, description: "Ended, now or before." })
export class EndImpersonationPayload {
  @Field(() => OperatedImpersonation, { description: "What there was." })
  impersonation!: OperatedImpersonation;
}

export const INVITE_OPERATOR_REFUSALS = {
  operator_exists: FieldInvalid,
  email_invalid: FieldInvalid,
  name_invalid: FieldInvalid,
} as const;
export const DEACTIVATE_OPERATOR_REFUSALS = { operator_own: FieldInvalid } as const;
export const IMPERSONATE_MEMBER_REFUSALS = {
  reason_invalid: FieldInvalid,
  minutes_invalid: FieldInvalid,
  member_is_operator: FieldInvalid,
} as const;

export const InviteOperatorResult = createUnionType({
  name: "InviteOperatorResult",
  description: "The outcome of making somebody an operator.",
  types: () => [InviteOperatorPayload, FieldInvalid] as const,
});
export const DeactivateOperatorResult = createUnionType({
  name: "DeactivateOperatorResult",
  description: "The outcome of taking it from somebody.",
  types: () => [DeactivateOperatorPayload, FieldInvalid] as const,
});
export const ImpersonateMemberResult = createUnionType({
  name: "ImpersonateMemberResult",
  description: "The outcome of stepping into a member's place.",
  types: () => [ImpersonateMemberPayload, FieldInvalid] as const,
});
export const EndImpersonationResult = createUnionType({
  name: "EndImpersonationResult",
  description: "The outcome of ending somebody's time in a member's place.",
  types: () => [EndImpersonationPayload] as const,
});
