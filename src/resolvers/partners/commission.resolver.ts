import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Authorized, Ctx, ID, Info, Mutation, Query, Resolver } from "type-graphql";

import { Commission } from "../../entities/partners/commission.entity.js";
import { build } from "../../schema/common/build.js";
import {
  ApproveCommissionInput,
  ApproveCommissionPayload,
  ApproveCommissionResult,
  CommissionNotHeld,
  CommissionOnHold,
} from "../../schema/partners/approve-commission.js";
import { COMMISSIONS, CommissionConnection, CommissionListArgs } from "../../schema/partners/commission-list.js";
import {
  CommissionNotOpen,
  RejectCommissionInput,
  RejectCommissionPayload,
  RejectCommissionResult,
} from "../../schema/partners/reject-commission.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";
import type { CommissionService } from "../../services/partners/commission.service.js";
import { whoseOwn } from "../../services/partners/whose-own.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver(() => Commission)
export class CommissionResolver {
  constructor(private readonly changing: CommissionService) {}

  @Authorized("commission:read", "commission:readOwn")
  @Planned(COMMISSIONS)
  @Query(() => CommissionConnection, { description: "Commissions, newest first. A partner sees their own." })
  commissions(
    @Args(() => CommissionListArgs) args: CommissionListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<object> {
    whoseOwn(ctx, args.partnerId);
    return read.page(COMMISSIONS, args, place);
  }

  @Authorized("commission:read", "commission:readOwn")
  @Planned(Commission)
  @Query(() => Commission, { nullable: true, description: "One commission. A partner finds their own." })
  commission(
    @Arg("id", () => ID, { description: "The commission's id." }) id: string,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.one(Commission, id, place);
  }

  @Authorized("commission:approve")
  @Mutation(() => ApproveCommissionResult, { description: "Makes a commission payable. Safe to repeat." })
  async approveCommission(
    @Arg("input", () => ApproveCommissionInput, { description: "Which one." }) input: ApproveCommissionInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof ApproveCommissionResult> {
    const outcome = await this.changing.approve(ctx, input.commissionId);
    switch (outcome.kind) {
      case "approved":
        return build(ApproveCommissionPayload, { commission: outcome.commission });
      case "onHold":
        return build(CommissionOnHold, { message: "It is still on hold.", heldUntil: outcome.heldUntil });
      case "notHeld":
        return build(CommissionNotHeld, { message: "There is nothing to approve.", status: outcome.status });
    }
  }

  @Authorized("commission:reject")
  @Mutation(() => RejectCommissionResult, {
    description: "Takes a commission back for good. What was approved is taken from payable. Safe to repeat.",
  })
  async rejectCommission(
    @Arg("input", () => RejectCommissionInput, { description: "Which one." }) input: RejectCommissionInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof RejectCommissionResult> {
    const outcome = await this.changing.reject(ctx, input.commissionId);
    switch (outcome.kind) {
      case "rejected":
        return build(RejectCommissionPayload, { commission: outcome.commission });
      case "notOpen":
        return build(CommissionNotOpen, { message: "There is nothing to reject.", status: outcome.status });
    }
  }
}
