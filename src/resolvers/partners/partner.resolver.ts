import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Authorized, Ctx, ID, Info, Query, Resolver } from "type-graphql";

import { Partner } from "../../entities/partners/partner.entity.js";
import { PARTNERS, PartnerConnection, PartnerListArgs } from "../../schema/partners/partner-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";

@Resolver(() => Partner)
export class PartnerResolver {
  @Authorized("partner:read")
  @Planned(PARTNERS)
  @Query(() => PartnerConnection, { description: "Partners, oldest first." })
  partners(
    @Args(() => PartnerListArgs) args: PartnerListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.page(PARTNERS, args, place);
  }

  @Authorized("partner:read", "commission:readOwn")
  @Planned(Partner)
  @Query(() => Partner, { nullable: true, description: "One partner. A partner finds themselves." })
  partner(
    @Arg("id", () => ID, { description: "The partner's id." }) id: string,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.one(Partner, id, place);
  }
}
