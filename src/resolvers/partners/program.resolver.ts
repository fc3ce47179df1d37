import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from "type-graphql";

import { Program } from "../../entities/partners/program.entity.js";
import { CommissionRule, describeRule } from "../../schema/partners/commission-rule.js";
import { PROGRAMS, ProgramConnection, ProgramListArgs } from "../../schema/partners/program-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";
import type { ProgramReadService } from "../../services/partners/program-read.service.js";
import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Loaders } from "../loaders.js";

@Resolver(() => Program)
export class ProgramResolver {
  constructor(private readonly reading: ProgramReadService) {}

  @Authorized("program:read")
  @Planned(PROGRAMS)
  @Query(() => ProgramConnection, {
    description: "Programs, oldest first. A partner sees those that they have a link to.",
  })
  programs(
    @Args(() => ProgramListArgs) args: ProgramListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.page(PROGRAMS, args, place);
  }

  @Authorized("program:read")
  @Planned(Program)
  @Query(() => Program, { nullable: true, description: "One program." })
  program(
    @Arg("id", () => ID, { description: "The program's id." }) id: string,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.one(Program, id, place);
  }

  @Authorized("program:read")
  @Query(() => Program, { nullable: true, description: "One program, by its name in addresses." })
  async programBySlug(
    @Arg("slug", () => String, { description: "Its name in addresses." }) slug: string,
    @Ctx("tenant") ctx: TenantContext,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.one(Program, await this.reading.idOf(ctx, slug), place);
  }

  @FieldResolver(() => [CommissionRule], { description: "What it pays to partners without terms of their own." })
  async rules(@Root() program: Program, @Ctx("loaders") loaders: Loaders): Promise<CommissionRule[]> {
    const version = await loaders.by(this.currentVersions, program.id);
    assert(version, "a program has had a version since it was made");
    return version.rules.map(describeRule);
  }

  private readonly currentVersions = (ctx: TenantContext, ids: readonly string[]) =>
    this.reading.currentVersions(ctx, ids);
}
