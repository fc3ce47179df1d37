import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";

import { Adjustment } from "../../entities/partners/adjustment.entity.js";
import { Commission, CommissionStatus } from "../../entities/partners/commission.entity.js";
import { Event } from "../../entities/partners/event.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { build } from "../../schema/common/build.js";
import { PageArgs } from "../../schema/common/page-args.js";
import {
  ApproveCommissionInput,
  ApproveCommissionPayload,
  ApproveCommissionResult,
  CommissionNotHeld,
  CommissionOnHold,
} from "../../schema/partners/approve-commission.js";
import { CommissionConnection } from "../../schema/partners/commission-connection.js";
import {
  CommissionNotOpen,
  RejectCommissionInput,
  RejectCommissionPayload,
  RejectCommissionResult,
} from "../../schema/partners/reject-commission.js";
import type { CommissionReadService } from "../../services/partners/commission-read.service.js";
import type { CommissionService } from "../../services/partners/commission.service.js";
import { Money } from "../../shared/money.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Loaders } from "../loaders.js";

@Resolver(() => Commission)
export class CommissionResolver {
  constructor(
    private readonly reading: CommissionReadService,
    private readonly changing: CommissionService,
  ) {}

  @Authorized("commission:read", "commission:readOwn")
  @Query(() => CommissionConnection, { description: "Commissions, newest first. A partner sees their own." })
  async commissions(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("partnerId", () => ID, { nullable: true, description: "Only this partner's." }) partnerId: string | null,
    @Arg("status", () => CommissionStatus, { nullable: true, description: "Only those that stand so." })
    status: CommissionStatus | null,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<CommissionConnection> {
    const { first, after } = page.bounded;
    const wanted = { first, after, partnerId: partnerId ?? undefined, status: status ?? undefined };
    return new CommissionConnection(await this.reading.page(ctx, wanted));
  }

  @Authorized("commission:read", "commission:readOwn")
  @Query(() => Commission, { nullable: true, description: "One commission. A partner finds their own." })
  commission(
    @Arg("id", () => ID, { description: "The commission's id." }) id: string,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<Commission> {
    return this.reading.get(ctx, id);
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

  @FieldResolver(() => Partner, { description: "Whose commission." })
  partner(@Root() commission: Commission, @Ctx("loaders") loaders: Loaders): Promise<Partner> {
    return loaders.row(Partner, commission.partnerId);
  }

  @FieldResolver(() => Program, { description: "The program that pays." })
  program(@Root() commission: Commission, @Ctx("loaders") loaders: Loaders): Promise<Program> {
    return loaders.row(Program, commission.programId);
  }

  @FieldResolver(() => Event, { description: "What it was earned with." })
  event(@Root() commission: Commission, @Ctx("loaders") loaders: Loaders): Promise<Event> {
    return loaders.row(Event, commission.eventId);
  }

  @FieldResolver(() => [Adjustment], { description: "Its later corrections, oldest first." })
  async adjustments(@Root() commission: Commission, @Ctx("loaders") loaders: Loaders): Promise<Adjustment[]> {
    return [...(await loaders.by(this.adjustmentsOf, commission.id))];
  }

  @FieldResolver(() => Money, {
    description: "What it is worth now: the amount with its corrections, or zero if it was taken back.",
  })
  async netAmount(@Root() commission: Commission, @Ctx("loaders") loaders: Loaders): Promise<Money> {
    return this.reading.netAmount(commission, await loaders.by(this.adjustmentsOf, commission.id));
  }

  private readonly adjustmentsOf = (ctx: TenantContext, ids: readonly string[]) => this.reading.adjustments(ctx, ids);
}
