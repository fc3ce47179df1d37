import { Field, ID, InputType, ObjectType, createUnionType } from "type-graphql";

import { Partner } from "../../entities/partners/partner.entity.js";
import { FieldInvalid } from "../common/field-invalid.js";

@InputType({ description: "Which partner to revoke, and why." })
export class RevokePartnerInput {
  @Field(() => ID, { description: "The partner's id." })
  partnerId!: string;

  @Field(() => String, { nullable: true, description: "Why, for your own people: at most 500 characters." })
  reason?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Revoked, now or before: nothing recorded since earns." })
export class RevokePartnerPayload {
  @Field(() => Partner, { description: "The partner as they are now." })
  partner!: Partner;
}

export const RevokePartnerResult = createUnionType({
  name: "RevokePartnerResult",
  description: "The outcome of revoking a partner.",
  types: () => [RevokePartnerPayload, FieldInvalid] as const,
});

@InputType({ description: "Which partner to take back." })
export class ReinstatePartnerInput {
  @Field(() => ID, { description: "The partner's id." })
  partnerId!: string;
}

@ObjectType({ simpleResolvers: true, description: "Active: events recorded from now on earn again." })
export class ReinstatePartnerPayload {
  @Field(() => Partner, { description: "The partner as they are now." })
  partner!: Partner;
}

export const ReinstatePartnerResult = createUnionType({
  name: "ReinstatePartnerResult",
  description: "The outcome of taking a partner back.",
  types: () => [ReinstatePartnerPayload] as const,
});
