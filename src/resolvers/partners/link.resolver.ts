import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";

import { Link } from "../../entities/partners/link.entity.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { PageArgs } from "../../schema/common/page-args.js";
import { LinkConnection } from "../../schema/partners/link-connection.js";
import type { LinkAddress } from "../../services/partners/link-address.js";
import type { PartnerReadService } from "../../services/partners/partner-read.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Loaders } from "../loaders.js";

@Resolver(() => Link)
export class LinkResolver {
  constructor(
    private readonly reading: PartnerReadService,
    private readonly address: LinkAddress,
  ) {}

  @Authorized("link:read")
  @Query(() => LinkConnection, { description: "Links, newest first. A partner sees their own." })
  async links(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("partnerId", () => ID, { nullable: true, description: "Only this partner's." }) partnerId: string | null,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<LinkConnection> {
    const { first, after } = page.bounded;
    return new LinkConnection(await this.reading.links(ctx, { first, after, partnerId: partnerId ?? undefined }));
  }

  @FieldResolver(() => String, { description: "Its address: what a partner publishes." })
  url(@Root() link: Link, @Ctx("slug") slug: string): string {
    return this.address.of(slug, link.key);
  }

  @FieldResolver(() => String, { description: "Where it leads: its own destination, or the program's." })
  async destinationUrl(@Root() link: Link, @Ctx("loaders") loaders: Loaders): Promise<string> {
    return link.destinationUrl ?? (await loaders.row(Program, link.programId)).destinationUrl;
  }

  @FieldResolver(() => Partner, { description: "Whose link." })
  partner(@Root() link: Link, @Ctx("loaders") loaders: Loaders): Promise<Partner> {
    return loaders.row(Partner, link.partnerId);
  }

  @FieldResolver(() => Program, { description: "To which program." })
  program(@Root() link: Link, @Ctx("loaders") loaders: Loaders): Promise<Program> {
    return loaders.row(Program, link.programId);
  }
}
