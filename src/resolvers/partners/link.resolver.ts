import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from "type-graphql";

import { Link } from "../../entities/partners/link.entity.js";
import { LINKS, LinkConnection, LinkListArgs } from "../../schema/partners/link-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";
import type { LinkAddress } from "../../services/partners/link-address.js";
import { whoseOwn } from "../../services/partners/whose-own.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver(() => Link)
export class LinkResolver {
  constructor(private readonly address: LinkAddress) {}

  @Authorized("link:read")
  @Planned(LINKS)
  @Query(() => LinkConnection, { description: "Links, newest first. A partner sees their own." })
  links(
    @Args(() => LinkListArgs) args: LinkListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<object> {
    whoseOwn(ctx, args.partnerId);
    return read.page(LINKS, args, place);
  }

  @Authorized("link:read")
  @Planned(Link)
  @Query(() => Link, { nullable: true, description: "One link. A partner finds their own." })
  link(
    @Arg("id", () => ID, { description: "The link's id." }) id: string,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.one(Link, id, place);
  }

  @FieldResolver(() => String, { description: "Its address: what a partner publishes." })
  url(@Root() link: Link, @Ctx("slug") slug: string): string {
    return this.address.of(slug, link.key);
  }
}
