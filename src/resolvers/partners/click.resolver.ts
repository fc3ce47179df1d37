import type { GraphQLResolveInfo } from "graphql";
import { Args, Authorized, Ctx, Info, Query, Resolver } from "type-graphql";

import { Click } from "../../entities/partners/click.entity.js";
import { CLICKS, ClickConnection, ClickListArgs } from "../../schema/partners/click-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";

@Resolver(() => Click)
export class ClickResolver {
  @Authorized("click:read")
  @Planned(CLICKS)
  @Query(() => ClickConnection, { description: "Clicks, newest first. A partner sees those through their own links." })
  clicks(
    @Args(() => ClickListArgs) args: ClickListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.page(CLICKS, args, place);
  }
}
