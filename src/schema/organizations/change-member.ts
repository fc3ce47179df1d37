import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { Membership } from "../../entities/organizations/membership.entity.js";
import type { Role as StoredRole } from "../../shared/role.js";
import { FieldInvalid } from "../common/field-invalid.js";
import { UserError } from "../common/user-error.js";
import { ROLE_GATES, RoleGated } from "./role-gated.js";
import { Role } from "./role.js";

@ObjectType({ simpleResolvers: true, description: "How many learners an organization may have and has." })
export class SeatBudget {
  @Field(() => Int, { nullable: true, description: "How many seats there are; null: no limit." })
  seatsTotal!: number | null;

  @Field(() => Int, { description: "How many are taken: one by each active learner." })
  seatsUsed!: number;
}

@InputType({ description: "Somebody to make a member at once." })
export class AddMemberInput {
  @Field(() => String, { description: "Their address." })
  email!: string;

  @Field(() => String, { description: "Their name, 1 to 200 characters. Whoever has an account keeps their own." })
  name!: string;

  @Field(() => Role, { description: "What they may do." })
  role!: StoredRole;

  @Field(() => String, { nullable: true, description: "Their department, at most 200 characters." })
  departmentLabel?: string | null;
}

@InputType({ description: "Which member, and what they may do from now on." })
export class ChangeMemberRoleInput {
  @Field(() => ID, { description: "The membership's id." })
  membershipId!: string;

  @Field(() => Role, { description: "The role." })
  role!: StoredRole;
}

@InputType({ description: "Which member, and their department." })
export class ChangeMemberDepartmentInput {
  @Field(() => ID, { description: "The membership's id." })
  membershipId!: string;

  @Field(() => String, { nullable: true, description: "At most 200 characters; null or absent: none." })
  departmentLabel?: string | null;
}

@InputType({ description: "Whom to keep out." })
export class SuspendMemberInput {
  @Field(() => ID, { description: "The membership's id." })
  membershipId!: string;
}

@InputType({ description: "Whom to take back." })
export class ReactivateMemberInput {
  @Field(() => ID, { description: "The membership's id." })
  membershipId!: string;
}

@InputType({ description: "Whose membership to end." })
export class RemoveMemberInput {
  @Field(() => ID, { description: "The membership's id." })
  membershipId!: string;
}

@InputType({ description: "Who becomes an owner in your place." })
export class TransferOwnershipInput {
  @Field(() => ID, { description: "The membership's id." })
  membershipId!: string;
}

@InputType({ description: "How many seats there are." })
export class SetSeatLimitInput {
  @Field(() => Int, { nullable: true, description: "0 to 1,000,000; null or absent: no limit." })
  seatsTotal?: number | null;
}

@ObjectType({ simpleResolvers: true, description: "A member now." })
export class AddMemberPayload {
  @Field(() => Membership, { description: "The membership." })
  membership!: Membership;
}

@ObjectType({ simpleResolvers: true, description: "Another role, from their next request on." })
export class ChangeMemberRolePayload {
  @Field(() => Membership, { description: "The membership as it is now." })
  membership!: Membership;
}

@ObjectType({ simpleResolvers: true, description: "Another department." })
export class ChangeMemberDepartmentPayload {
  @Field(() => Membership, { description: "The membership as it is now." })
  membership!: Membership;
}

@ObjectType({ simpleResolvers: true, description: "Kept out from their next request on." })
export class SuspendMemberPayload {
  @Field(() => Membership, { description: "The membership as it is now." })
  membership!: Membership;
}

@ObjectType({ simpleResolvers: true, description: "Let in again." })
export class ReactivateMemberPayload {
  @Field(() => Membership, { description: "The membership as it is now." })
  membership!: Membership;
}

@ObjectType({ simpleResolvers: true, description: "No member any more, from their next request on." })
export class RemoveMemberPayload {
  @Field(() => Membership, { description: "The membership as it is now." })
  membership!: Membership;
}

@ObjectType({ simpleResolvers: true, description: "They are an owner now, and you are a maintainer." })
export class TransferOwnershipPayload {
  @Field(() => Membership, { description: "The new owner's membership." })
  membership!: Membership;
}

@ObjectType({ simpleResolvers: true, description: "You are no member any more." })
export class LeaveOrganizationPayload {
  @Field(() => Boolean, { description: "Always true." })
  hasLeft!: boolean;
}

@ObjectType({ simpleResolvers: true, description: "From now on there are so many." })
export class SetSeatLimitPayload {
  @Field(() => SeatBudget, { description: "The seats as they are now." })
  seatBudget!: SeatBudget;
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "Every seat is taken." })
export class SeatLimitReached extends UserError {
  override code = "SEAT_LIMIT_REACHED";
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "This person is a member already." })
export class MemberExists extends UserError {
  override code = "MEMBER_EXISTS";
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description:
    "Nobody becomes this from what they are: learners and experts are disjoint, and nobody changes their own role.",
})
export class IllegalRoleChange extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "An organization keeps an owner." })
export class LastOwner extends UserError {
  override code = "LAST_OWNER";
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "Not to this membership: it has ended, or it is your own, or the person was erased.",
})
export class MembershipUnfit extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: "More seats than that are taken." })
export class SeatsInUse extends UserError {
  override code = "SEATS_IN_USE";
  override path: string[] | null = ["seatsTotal"];
}

export const ADD_MEMBER_REFUSALS = {
  email_invalid: FieldInvalid,
  name_invalid: FieldInvalid,
  member_exists: MemberExists,
  member_erased: MembershipUnfit,
  seat_limit_reached: SeatLimitReached,
  ...ROLE_GATES,
} as const;

export const CHANGE_MEMBER_REFUSALS = {
  name_invalid: FieldInvalid,
  illegal_role_change: IllegalRoleChange,
  self_promotion: IllegalRoleChange,
  own_membership: MembershipUnfit,
  membership_ended: MembershipUnfit,
  last_owner: LastOwner,
  seat_limit_reached: SeatLimitReached,
} as const;

export const CHANGE_ROLE_REFUSALS = { ...CHANGE_MEMBER_REFUSALS, ...ROLE_GATES } as const;

export const SEAT_LIMIT_REFUSALS = { seats_invalid: FieldInvalid, seats_in_use: SeatsInUse } as const;

export const AddMemberResult = createUnionType({
  name: "AddMemberResult",
  description: "The outcome of adding a member.",
  types: () => [AddMemberPayload, FieldInvalid, MemberExists, MembershipUnfit, RoleGated, SeatLimitReached] as const,
});

export const ChangeMemberRoleResult = createUnionType({
  name: "ChangeMemberRoleResult",
  description: "The outcome of giving a member another role.",
  types: () =>
    [
      ChangeMemberRolePayload,
      FieldInvalid,
      IllegalRoleChange,
      LastOwner,
      MembershipUnfit,
      RoleGated,
      SeatLimitReached,
    ] as const,
});

export const ChangeMemberDepartmentResult = createUnionType({
  name: "ChangeMemberDepartmentResult",
  description: "The outcome of saying which department somebody is in.",
  types: () =>
    [
      ChangeMemberDepartmentPayload,
      FieldInvalid,
      IllegalRoleChange,
      LastOwner,
      MembershipUnfit,
      SeatLimitReached,
    ] as const,
});

export const SuspendMemberResult = createUnionType({
  name: "SuspendMemberResult",
  description: "The outcome of keeping a member out.",
  types: () =>
    [SuspendMemberPayload, FieldInvalid, IllegalRoleChange, LastOwner, MembershipUnfit, SeatLimitReached] as const,
});

export const ReactivateMemberResult = createUnionType({
  name: "ReactivateMemberResult",
  description: "The outcome of taking a member back.",
  types: () =>
    [ReactivateMemberPayload, FieldInvalid, IllegalRoleChange, LastOwner, MembershipUnfit, SeatLimitReached] as const,
});

export const RemoveMemberResult = createUnionType({
  name: "RemoveMemberResult",
  description: "The outcome of ending a membership.",
  types: () =>
    [RemoveMemberPayload, FieldInvalid, IllegalRoleChange, LastOwner, MembershipUnfit, SeatLimitReached] as const,
});

export const TransferOwnershipResult = createUnionType({
  name: "TransferOwnershipResult",
  description: "The outcome of handing over one's ownership.",
  types: () =>
    [TransferOwnershipPayload, FieldInvalid, IllegalRoleChange, LastOwner, MembershipUnfit, SeatLimitReached] as const,
});

export const LeaveOrganizationResult = createUnionType({
  name: "LeaveOrganizationResult",
  description: "The outcome of leaving.",
  types: () =>
    [LeaveOrganizationPayload, FieldInvalid, IllegalRoleChange, LastOwner, MembershipUnfit, SeatLimitReached] as const,
});

export const SetSeatLimitResult = createUnionType({
  name: "SetSeatLimitResult",
  description: "The outcome of setting the limit.",
  types: () => [SetSeatLimitPayload, FieldInvalid, SeatsInUse] as const,
});
