import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { Invitation } from "../../entities/organizations/invitation.entity.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { graphEnum } from "../common/graph-enum.js";
import { UserError } from "../common/user-error.js";
import { ROLE_GATES, RoleGated } from "./role-gated.js";
import { Role } from "./role.js";

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "Not possible as things stand: they are a member, are invited already, or the invitation is closed.",
})
export class InvitationConflict extends UserError {}

const CONFLICTS = {
  member_exists: InvitationConflict,
  invitation_exists: InvitationConflict,
  invitation_closed: InvitationConflict,
} as const;
@InputType({ description: "Whom to invite." })
export class InviteMemberInput {
  @Field(() => String, { description: "Their address." })
  email!: string;

  @Field(() => Role, { description: "What they will be." })
  role!: Role;
}

@ObjectType({ simpleResolvers: true, description: "Invited: the mail is on its way." })
export class InviteMemberPayload {
  @Field(() => Invitation, { description: "The invitation." })
  invitation!: Invitation;

  @Field(() => String, { description: "A link to hand over yourself. It is shown this one time and kept nowhere." })
  url!: string;
}

export const INVITE_MEMBER_REFUSALS = {
  email_invalid: FieldInvalid,
  invitations_invalid: FieldInvalid,
  ...CONFLICTS,
  ...ROLE_GATES,
} as const;

export const InviteMemberResult = createUnionType({
  name: "InviteMemberResult",
  description: "The outcome of inviting somebody.",
  types: () => [InviteMemberPayload, InvitationConflict, FieldInvalid, RoleGated] as const,
});

@InputType({ description: "Whom to invite, as a pasted list." })
export class InviteMembersInput {
  @Field(() => String, {
    description:
      "Addresses between commas, semicolons or line ends, or a CSV table whose head has a column `email` and, if wanted, one `role`. At most 500.",
  })
  text!: string;

  @Field(() => Role, { description: "What they will be where the list does not say." })
  role!: Role;
}

export type InvitedOutcome =
  | "invited"
  | "duplicate"
  | "emailInvalid"
  | "roleInvalid"
  | "alreadyMember"
  | "alreadyInvited";
const InvitedOutcome = graphEnum<InvitedOutcome>("InvitedOutcome", "What became of one address of a list.", {
  invited: "The mail is on its way.",
  duplicate: "It stands in the list before.",
  emailInvalid: "It is no e-mail address.",
  roleInvalid: "There is no such role.",
  alreadyMember: "They are a member.",
  alreadyInvited: "They are invited already.",
});

@ObjectType({ simpleResolvers: true, description: "One address of a list, and what became of it." })
export class InvitedRow {
  @Field(() => Int, { description: "Its line in the list, from 1." })
  line!: number;

  @Field(() => String, { description: "As it was written, at most 100 characters." })
  text!: string;

  @Field(() => InvitedOutcome, { description: "What became of it." })
  outcome!: InvitedOutcome;

  @Field(() => Invitation, { nullable: true, description: "The invitation, if it was made now." })
  invitation!: Invitation | null;

  @Field(() => String, { nullable: true, description: "A link to hand over yourself, shown this one time." })
  url!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Done: each row says what became of it." })
export class InviteMembersPayload {
  @Field(() => [InvitedRow], { description: "In the order of the list." })
  rows!: InvitedRow[];
}

export const INVITE_MEMBERS_REFUSALS = { invitations_invalid: FieldInvalid, ...ROLE_GATES } as const;

export const InviteMembersResult = createUnionType({
  name: "InviteMembersResult",
  description: "The outcome of inviting a list of people.",
  types: () => [InviteMembersPayload, FieldInvalid, RoleGated] as const,
});

@InputType({ description: "Which invitation to send again." })
export class RenewInvitationInput {
  @Field(() => ID, { description: "The invitation's id." })
  invitationId!: string;
}

@ObjectType({ simpleResolvers: true, description: "Sent again: the links that were given out before lead nowhere." })
export class RenewInvitationPayload {
  @Field(() => Invitation, { description: "The invitation as it is now." })
  invitation!: Invitation;

  @Field(() => String, { description: "A link to hand over yourself. It is shown this one time and kept nowhere." })
  url!: string;
}

export const RENEW_INVITATION_REFUSALS = { ...CONFLICTS, ...ROLE_GATES } as const;

export const RenewInvitationResult = createUnionType({
  name: "RenewInvitationResult",
  description: "The outcome of sending an invitation again.",
  types: () => [RenewInvitationPayload, InvitationConflict, RoleGated] as const,
});

@InputType({ description: "Which invitation to take back." })
export class RevokeInvitationInput {
  @Field(() => ID, { description: "The invitation's id." })
  invitationId!: string;
}

@ObjectType({ simpleResolvers: true, description: "Taken back, now or before: its links lead nowhere." })
export class RevokeInvitationPayload {
  @Field(() => Invitation, { description: "The invitation as it is now." })
  invitation!: Invitation;
}

export const REVOKE_INVITATION_REFUSALS = { invitation_closed: InvitationConflict } as const;

export const RevokeInvitationResult = createUnionType({
  name: "RevokeInvitationResult",
  description: "The outcome of taking an invitation back.",
  types: () => [RevokeInvitationPayload, InvitationConflict] as const,
});
