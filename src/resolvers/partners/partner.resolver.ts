import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";

import { Partner } from "../../entities/partners/partner.entity.js";
import { PageArgs } from "../../schema/common/page-args.js";
import { LinkConnection } from "../../schema/partners/link-connection.js";
import { PartnerConnection } from "../../schema/partners/partner-connection.js";
import type { PartnerReadService } from "../../services/partners/partner-read.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver(() => Partner)
export class PartnerResolver {
  constructor(private readonly reading: PartnerReadService) {}

  @Authorized("partner:read")
  @Query(() => PartnerConnection, { description: "Partners, oldest first." })
  async partners(@Args(() => PageArgs) page: PageArgs, @Ctx("tenant") ctx: TenantContext): Promise<PartnerConnection> {
    return new PartnerConnection(await this.reading.page(ctx, page.bounded));
  }

  @Authorized("partner:read", "commission:readOwn")
  @Query(() => Partner, { nullable: true, description: "One partner. A partner finds themselves." })
  partner(
    @Arg("id", () => ID, { description: "The partner's id." }) id: string,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<Partner> {
    return this.reading.get(ctx, id);
  }

  @Authorized("link:read")
  @FieldResolver(() => LinkConnection, { description: "Their links, newest first." })
  async links(
    @Root() partner: Partner,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<LinkConnection> {
    const { first, after } = page.bounded;
    return new LinkConnection(await this.reading.links(ctx, { first, after, partnerId: partner.id }));
  }
}
