import { Field, ID, InputType, ObjectType, createUnionType } from "type-graphql";

import { Link } from "../../entities/partners/link.entity.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { IDEMPOTENCY_KEY, IDEMPOTENCY_REFUSALS, IdempotencyMismatch } from "../common/idempotency-mismatch.js";
import { UserError } from "../common/user-error.js";
import { DestinationRefused } from "./program-refusals.js";

@InputType({ description: "A partner's link to a program." })
export class CreateLinkInput {
  @Field(() => ID, { description: "Whose link; a partner's own id for their own." })
  partnerId!: string;

  @Field(() => ID, { description: "To which program. A partner's first link to it freezes its terms for them." })
  programId!: string;

  @Field(() => String, {
    nullable: true,
    description: "The end of its address: 1 to 64 letters, digits, hyphens or underscores. Absent: a random one.",
  })
  key?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A page on one of the program's allowed domains; absent: the program's destination.",
  })
  destinationUrl?: string | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Made, now or by the same key before." })
export class CreateLinkPayload {
  @Field(() => Link, { description: "The link." })
  link!: Link;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "Another link of the organization has this key.",
})
export class LinkKeyTaken extends UserError {
  override code = "LINK_KEY_TAKEN";
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "The partner is revoked." })
export class PartnerRevoked extends UserError {
  override code = "PARTNER_REVOKED";
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "A partner makes links to programs that are open; this one is not.",
})
export class ProgramNotOpen extends UserError {
  override code = "PROGRAM_NOT_OPEN";
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "A partner has as many links as they can make themselves.",
})
export class LinksExhausted extends UserError {
  override code = "LINKS_EXHAUSTED";
}

export const CREATE_LINK_REFUSALS = {
  ...IDEMPOTENCY_REFUSALS,
  idempotency_key_invalid: FieldInvalid,
  key_invalid: FieldInvalid,
  key_taken: LinkKeyTaken,
  partner_revoked: PartnerRevoked,
  program_not_open: ProgramNotOpen,
  links_exhausted: LinksExhausted,
  destination_invalid: DestinationRefused,
  destination_not_allowed: DestinationRefused,
} as const;

export const CreateLinkResult = createUnionType({
  name: "CreateLinkResult",
  description: "The outcome of making a link.",
  types: () =>
    [
      CreateLinkPayload,
      LinkKeyTaken,
      PartnerRevoked,
      ProgramNotOpen,
      LinksExhausted,
      DestinationRefused,
      FieldInvalid,
      IdempotencyMismatch,
    ] as const,
});
