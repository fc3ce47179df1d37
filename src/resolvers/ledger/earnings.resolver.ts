import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from "type-graphql";

import { Commission } from "../../entities/partners/commission.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { build } from "../../schema/common/build.js";
import { AccountBalance, EarningsFrame } from "../../schema/ledger/earnings-frame.js";
import { Earnings, EarningsAccount } from "../../schema/ledger/earnings.js";
import type { EarningsChange } from "../../services/ledger/earnings-feed.service.js";
import type { EarningsFeedService } from "../../services/ledger/earnings-feed.service.js";
import type { EarningsAccountState, EarningsService, EarningsState } from "../../services/ledger/earnings.service.js";
import { Money } from "../../shared/money.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { GraphContext } from "../graph-context.js";
import type { Loaders } from "../loaders.js";

const WHOSE = "Whose earnings. A partner's are their own; everybody else names the partner.";

interface EarningsArgs {
  partnerId?: string | null;
  after?: string | null;
}

@Resolver(() => EarningsFrame)
export class EarningsResolver {
  constructor(
    private readonly balances: EarningsService,
    private readonly feed: EarningsFeedService,
  ) {}

  @Authorized("earnings:read")
  @Query(() => Earnings, { description: "What a partner has earned, and from where to follow it." })
  async earnings(
    @Arg("partnerId", () => ID, { nullable: true, description: WHOSE }) partnerId: string | null,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<Earnings> {
    return describeEarnings(await this.balances.read(ctx, partnerId), ctx, this.feed);
  }

  @Authorized("earnings:read")
  @Subscription(() => EarningsFrame, {
    name: "earnings",
    description:
      "Every change of a partner's earnings, once and in order: after the cursor, or without one from now on. A cursor comes with `Query.earnings` and with every frame.",
    subscribe: ({ context, args }: { context: GraphContext; args: EarningsArgs }) =>
      context.feeds.earnings.follow(context.tenant, args),
  })
  earningsChange(
    @Root() change: EarningsChange,
    @Arg("partnerId", () => ID, { nullable: true, description: WHOSE }) _partnerId: string | null,
    @Arg("after", () => String, { nullable: true, description: "Where to go on from." }) _after: string | null,
  ): EarningsFrame {
    const { cursor, kind, at, commissionId, amountMinor, currency } = change;
    const accounts = change.accounts.map(({ kind, version, balanceMinor }) =>
      build(AccountBalance, { kind, version: String(version), balanceAfter: Money.of(balanceMinor, currency) }),
    );
    return build(EarningsFrame, { cursor, kind, at, commissionId, amount: Money.of(amountMinor, currency), accounts });
  }

  @FieldResolver(() => Commission, { nullable: true, description: "Which commission." })
  commission(@Root() frame: EarningsFrame, @Ctx("loaders") loaders: Loaders): Promise<Commission> {
    return loaders.row(Commission, frame.commissionId);
  }
}

/** Earnings as the graph shows them, with a cursor for whoever reads them. */
function describeEarnings(
  { partnerId, accounts, position }: EarningsState,
  ctx: TenantContext,
  feed: EarningsFeedService,
): Earnings {
  const cursor = feed.cursorAt(ctx, position);
  return build(Earnings, { partnerId, cursor, accounts: accounts.map(describeAccount) });
}

/** Whose they are. */
@Resolver(() => Earnings)
export class EarningsPartnerResolver {
  @FieldResolver(() => Partner, { description: "Whose earnings." })
  partner(@Root() earnings: Earnings, @Ctx("loaders") loaders: Loaders): Promise<Partner> {
    return loaders.row(Partner, earnings.partnerId);
  }
}

@Resolver(() => Partner)
export class PartnerEarningsResolver {
  constructor(
    private readonly balances: EarningsService,
    private readonly feed: EarningsFeedService,
  ) {}

  @Authorized("earnings:read")
  @FieldResolver(() => Earnings, { description: "What they have earned." })
  async earnings(
    @Root() partner: Partner,
    @Ctx("loaders") loaders: Loaders,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<Earnings> {
    return describeEarnings(await loaders.by(this.statesOf, partner.id), ctx, this.feed);
  }

  private readonly statesOf = (ctx: TenantContext, ids: readonly string[]) => this.balances.readEach(ctx, ids);
}

const describeAccount = (account: EarningsAccountState): EarningsAccount =>
  build(EarningsAccount, {
    currency: account.currency,
    held: Money.of(account.heldMinor, account.currency),
    payable: Money.of(account.payableMinor, account.currency),
    heldVersion: String(account.heldVersion),
    payableVersion: String(account.payableVersion),
  });
