import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from "type-graphql";

import { build } from "../../schema/common/build.js";
import { refusing } from "../../schema/common/refusing.js";
import {
  ADD_MEMBER_REFUSALS,
  AddMemberInput,
  AddMemberPayload,
  AddMemberResult,
  CHANGE_MEMBER_REFUSALS,
  CHANGE_ROLE_REFUSALS,
  ChangeMemberDepartmentInput,
  ChangeMemberDepartmentPayload,
  ChangeMemberDepartmentResult,
  ChangeMemberRoleInput,
  ChangeMemberRolePayload,
  ChangeMemberRoleResult,
  LeaveOrganizationPayload,
  LeaveOrganizationResult,
  ReactivateMemberInput,
  ReactivateMemberPayload,
  ReactivateMemberResult,
  RemoveMemberInput,
  RemoveMemberPayload,
  RemoveMemberResult,
  SEAT_LIMIT_REFUSALS,
  SeatBudget,
  SetSeatLimitInput,
  SetSeatLimitPayload,
  SetSeatLimitResult,
  SuspendMemberInput,
  SuspendMemberPayload,
  SuspendMemberResult,
  TransferOwnershipInput,
  TransferOwnershipPayload,
  TransferOwnershipResult,
} from "../../schema/organizations/change-member.js";
import type { MembershipService } from "../../services/organizations/membership.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver()
export class MembershipChangeResolver {
  constructor(private readonly members: MembershipService) {}

  @Authorized("seat:read")
  @Query(() => SeatBudget, { description: "How many learners the organization may have and has." })
  async seatBudget(@Ctx("tenant") ctx: TenantContext): Promise<SeatBudget> {
    return build(SeatBudget, await this.members.seats(ctx));
  }

  @Authorized("member:write")
  @Mutation(() => AddMemberResult, {
    description: "Makes somebody a member at once. Who was removed comes back to their former membership.",
  })
  addMember(
    @Arg("input", () => AddMemberInput, { description: "Who." }) input: AddMemberInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof AddMemberResult> {
    return refusing(ADD_MEMBER_REFUSALS, async () =>
      build(AddMemberPayload, { membership: await this.members.add(ctx, input) }),
    );
  }

  @Authorized("member:write")
  @Mutation(() => ChangeMemberRoleResult, { description: "Gives a member another role. Safe to repeat." })
  changeMemberRole(
    @Arg("input", () => ChangeMemberRoleInput, { description: "Who and what." }) input: ChangeMemberRoleInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ChangeMemberRoleResult> {
    return refusing(CHANGE_ROLE_REFUSALS, async () =>
      build(ChangeMemberRolePayload, {
        membership: await this.members.changeRole(ctx, input.membershipId, input.role),
      }),
    );
  }

  @Authorized("member:write")
  @Mutation(() => ChangeMemberDepartmentResult, {
    description: "Says which department a member is in. Safe to repeat.",
  })
  changeMemberDepartment(
    @Arg("input", () => ChangeMemberDepartmentInput, { description: "Who and where." })
    { membershipId, departmentLabel = null }: ChangeMemberDepartmentInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ChangeMemberDepartmentResult> {
    return refusing(CHANGE_MEMBER_REFUSALS, async () =>
      build(ChangeMemberDepartmentPayload, {
        membership: await this.members.changeDepartment(ctx, membershipId, departmentLabel),
      }),
    );
  }

  @Authorized("member:write")
  @Mutation(() => SuspendMemberResult, {
    description: "Keeps a member out until they are taken back; a learner's seat is free. Safe to repeat.",
  })
  suspendMember(
    @Arg("input", () => SuspendMemberInput, { description: "Whom." }) { membershipId }: SuspendMemberInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof SuspendMemberResult> {
    return refusing(CHANGE_MEMBER_REFUSALS, async () =>
      build(SuspendMemberPayload, { membership: await this.members.suspend(ctx, membershipId) }),
    );
  }

  @Authorized("member:write")
  @Mutation(() => ReactivateMemberResult, { description: "Takes a suspended member back. Safe to repeat." })
  reactivateMember(
    @Arg("input", () => ReactivateMemberInput, { description: "Whom." }) { membershipId }: ReactivateMemberInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ReactivateMemberResult> {
    return refusing(CHANGE_MEMBER_REFUSALS, async () =>
      build(ReactivateMemberPayload, { membership: await this.members.reactivate(ctx, membershipId) }),
    );
  }

  @Authorized("member:write")
  @Mutation(() => RemoveMemberResult, {
    description: "Ends a membership. Adding the person again brings it back. Safe to repeat.",
  })
  removeMember(
    @Arg("input", () => RemoveMemberInput, { description: "Whose." }) { membershipId }: RemoveMemberInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof RemoveMemberResult> {
    return refusing(CHANGE_MEMBER_REFUSALS, async () =>
      build(RemoveMemberPayload, { membership: await this.members.remove(ctx, membershipId) }),
    );
  }

  @Authorized("member:transferOwnership")
  @Mutation(() => TransferOwnershipResult, { description: "Makes another member an owner and you a maintainer." })
  transferOwnership(
    @Arg("input", () => TransferOwnershipInput, { description: "To whom." }) { membershipId }: TransferOwnershipInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof TransferOwnershipResult> {
    return refusing(CHANGE_MEMBER_REFUSALS, async () =>
      build(TransferOwnershipPayload, { membership: await this.members.transferOwnership(ctx, membershipId) }),
    );
  }

  @Authorized("member:leave")
  @Mutation(() => LeaveOrganizationResult, { description: "Ends your own membership. You stay signed in." })
  leaveOrganization(@Ctx("tenant") ctx: TenantContext): Promise<typeof LeaveOrganizationResult> {
    return refusing(CHANGE_MEMBER_REFUSALS, async () => {
      await this.members.leave(ctx);
      return build(LeaveOrganizationPayload, { hasLeft: true });
    });
  }

  @Authorized("seat:write")
  @Mutation(() => SetSeatLimitResult, { description: "Sets how many seats there are. Safe to repeat." })
  setSeatLimit(
    @Arg("input", () => SetSeatLimitInput, { description: "How many." }) { seatsTotal = null }: SetSeatLimitInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof SetSeatLimitResult> {
    return refusing(SEAT_LIMIT_REFUSALS, async () =>
      build(SetSeatLimitPayload, {
        seatBudget: build(SeatBudget, await this.members.setSeatLimit(ctx, seatsTotal)),
      }),
    );
  }
}
