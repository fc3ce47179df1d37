import { Field, InputType, ObjectType, createUnionType } from "type-graphql";

import { Partner } from "../../entities/partners/partner.entity.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { IDEMPOTENCY_KEY, IDEMPOTENCY_REFUSALS, IdempotencyMismatch } from "../common/idempotency-mismatch.js";
import { UserError } from "../common/user-error.js";

@InputType({ description: "A partner as they are to be." })
export class CreatePartnerInput {
  @Field(() => String, { description: "Their name, 1 to 200 characters." })
  name!: string;

  @Field(() => String, { description: "Their address. Case does not matter." })
  email!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Created, now or by the same key before. No mail was sent." })
export class CreatePartnerPayload {
  @Field(() => Partner, { description: "The partner as they are now." })
  partner!: Partner;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "Another partner of the organization has this address.",
})
export class PartnerEmailTaken extends UserError {
  override code = "PARTNER_EMAIL_TAKEN";
}

export const CREATE_PARTNER_REFUSALS = {
  ...IDEMPOTENCY_REFUSALS,
  idempotency_key_invalid: FieldInvalid,
  name_invalid: FieldInvalid,
  email_invalid: FieldInvalid,
  email_taken: PartnerEmailTaken,
} as const;

export const CreatePartnerResult = createUnionType({
  name: "CreatePartnerResult",
  description: "The outcome of creating a partner.",
  types: () => [CreatePartnerPayload, PartnerEmailTaken, FieldInvalid, IdempotencyMismatch] as const,
});
