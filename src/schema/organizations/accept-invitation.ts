import { Field, ID, InputType, ObjectType, createUnionType } from "type-graphql";

import { DateTime } from "../common/date-time.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { graphEnum } from "../common/graph-enum.js";
import { UserError } from "../common/user-error.js";
import { Role } from "./role.js";

export type InvitationStanding = "open" | "expired" | "accepted";
const InvitationStanding = graphEnum<InvitationStanding>("InvitationStanding", "Whether an invitation still serves.", {
  open: "It can be accepted.",
  expired: "Its time is over.",
  accepted: "Somebody joined by it.",
});

@ObjectType({ simpleResolvers: true, description: "What may be known of an invitation before anybody is signed in." })
export class InvitationPreview {
  @Field(() => String, { description: "The organization's name for people." })
  organizationName!: string;

  @Field(() => String, { nullable: true, description: "Who invited; null where it was nobody in particular." })
  inviterName!: string | null;

  @Field(() => Role, { description: "What they would be." })
  role!: Role;

  @Field(() => String, { description: "The address that it is for, with most of it left out." })
  maskedEmail!: string;

  @Field(() => InvitationStanding, { description: "Whether it still serves." })
  standing!: InvitationStanding;

  @Field(() => DateTime, { description: "It can be accepted before this instant." })
  expiresAt!: Date;

  @Field(() => Boolean, {
    description: "Whether the link came by mail, and so proves that its bearer reads the address.",
  })
  isMailed!: boolean;
}

@InputType({ description: "What an invitation's link carries, and who accepts." })
export class AcceptInvitationInput {
  @Field(() => String, { description: "The token from the link's fragment." })
  token!: string;

  @Field(() => String, {
    nullable: true,
    description: "What a person who is new here wants to be called; absent: as their address begins.",
  })
  name?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "The organization that was joined." })
export class JoinedOrganization {
  @Field(() => ID, { description: "Its id." })
  id!: string;

  @Field(() => String, { description: "Its name in addresses." })
  slug!: string;

  @Field(() => String, { description: "Its name for people." })
  name!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: "They are a member. The answer sets a session's cookie for whoever came without one.",
})
export class AcceptInvitationPayload {
  @Field(() => JoinedOrganization, { description: "Where they are a member." })
  organization!: JoinedOrganization;

  @Field(() => Role, { description: "What they are there." })
  role!: Role;

  @Field(() => Boolean, { description: "They were a member before." })
  isAlreadyMember!: boolean;
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description:
    "Not accepted. INVITATION_INVALID, INVITATION_EXPIRED and INVITATION_ACCEPTED are final; INVITATION_FOR_ANOTHER asks for another sign-in, SIGN_IN_FIRST for one; INVITATION_MAILED says that a mail is on its way; SEAT_LIMIT_REACHED that the organization is full; MEMBER_SUSPENDED and MEMBER_ERASED that an owner, or nobody, can let this person in.",
})
export class InvitationRefused extends UserError {}

export const ACCEPT_INVITATION_REFUSALS = {
  name_invalid: FieldInvalid,
  invitation_invalid: InvitationRefused,
  invitation_expired: InvitationRefused,
  invitation_accepted: InvitationRefused,
  invitation_for_another: InvitationRefused,
  invitation_mailed: InvitationRefused,
  sign_in_first: InvitationRefused,
  seat_limit_reached: InvitationRefused,
  member_suspended: InvitationRefused,
  member_erased: InvitationRefused,
} as const;

export const AcceptInvitationResult = createUnionType({
  name: "AcceptInvitationResult",
  description: "The outcome of accepting an invitation.",
  types: () => [AcceptInvitationPayload, InvitationRefused, FieldInvalid] as const,
});
