import { Arg, Authorized, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from "type-graphql";

import { Commission } from "../../entities/partners/commission.entity.js";
import { build } from "../../schema/common/build.js";
import { ClickTotals } from "../../schema/partners/click-totals.js";
import { CommissionFrame } from "../../schema/partners/commission-frame.js";
import type { ClickTotals as CountedClicks } from "../../services/partners/click-totals-feed.service.js";
import type { CommissionChange, CommissionsFollowed } from "../../services/partners/commission-feed.service.js";
import type { Followed } from "../../services/partners/followed.js";
import type { GraphContext } from "../graph-context.js";
import type { Loaders } from "../loaders.js";

@Resolver(() => CommissionFrame)
export class LiveCommissionsResolver {
  @Authorized("commission:read", "commission:readOwn")
  @Subscription(() => CommissionFrame, {
    name: "commissions",
    description:
      "Every step of every commission, once and in order: after the cursor, or without one from now on. A partner follows their own. `Organization.liveCursor` is where to begin beside a list.",
    subscribe: ({ context, args }: { context: GraphContext; args: CommissionsFollowed }) =>
      context.feeds.commissions.follow(context.tenant, args),
  })
  commissionChange(
    @Root() { cursor, kind, at, commissionId }: CommissionChange,
    @Arg("partnerId", () => ID, { nullable: true, description: "Only this partner's." }) _partnerId: string | null,
    @Arg("programId", () => ID, { nullable: true, description: "Only of this program." }) _programId: string | null,
    @Arg("after", () => String, { nullable: true, description: "Where to go on from." }) _after: string | null,
  ): CommissionFrame {
    return build(CommissionFrame, { cursor, kind, at, commissionId });
  }

  @FieldResolver(() => Commission, { description: "The commission as it is now." })
  commission(@Root() frame: CommissionFrame, @Ctx("loaders") loaders: Loaders): Promise<Commission> {
    return loaders.row(Commission, frame.commissionId);
  }
}

@Resolver(() => ClickTotals)
export class LiveClicksResolver {
  @Authorized("click:read")
  @Subscription(() => ClickTotals, {
    name: "clicks",
    description:
      "Today's clicks now, and again whenever there are more, at most once in a second. There is nothing to go back to: who comes again gets the totals of then. A partner follows their own.",
    subscribe: ({ context, args }: { context: GraphContext; args: Followed }) =>
      context.feeds.clicks.follow(context.tenant, args),
  })
  clickTotals(
    @Root() { day, clicks, flaggedClicks }: CountedClicks,
    @Arg("programId", () => ID, { nullable: true, description: "Only of this program." }) _programId: string | null,
    @Arg("partnerId", () => ID, { nullable: true, description: "Only this partner's." }) _partnerId: string | null,
  ): ClickTotals {
    return build(ClickTotals, { day, clicks, flaggedClicks });
  }
}
