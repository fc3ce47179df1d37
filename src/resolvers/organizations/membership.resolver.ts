import type { GraphQLResolveInfo } from "graphql";
import { Args, Authorized, Ctx, Info, Query, Resolver } from "type-graphql";

import { Membership } from "../../entities/organizations/membership.entity.js";
import { MEMBERSHIPS, MembershipConnection, MembershipListArgs } from "../../schema/organizations/membership-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";

@Resolver(() => Membership)
export class MembershipResolver {
  @Authorized("member:read")
  @Planned(MEMBERSHIPS)
  @Query(() => MembershipConnection, { description: "Members of the organization, newest first." })
  memberships(
    @Args(() => MembershipListArgs) args: MembershipListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.page(MEMBERSHIPS, args, place);
  }
}
