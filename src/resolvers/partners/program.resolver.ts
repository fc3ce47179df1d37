import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";

import type { ProgramVersion } from "../../entities/partners/program-version.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { DateTime } from "../../schema/common/date-time.js";
import { PageArgs } from "../../schema/common/page-args.js";
import { CommissionRule, describeRule } from "../../schema/partners/commission-rule.js";
import { ProgramConnection } from "../../schema/partners/program-connection.js";
import type { ProgramReadService } from "../../services/partners/program-read.service.js";
import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Loaders } from "../loaders.js";

@Resolver(() => Program)
export class ProgramResolver {
  constructor(private readonly reading: ProgramReadService) {}

  @Authorized("program:read")
  @Query(() => ProgramConnection, {
    description: "Programs, oldest first. A partner sees those that they have a link to.",
  })
  async programs(@Args(() => PageArgs) page: PageArgs, @Ctx("tenant") ctx: TenantContext): Promise<ProgramConnection> {
    return new ProgramConnection(await this.reading.page(ctx, page.bounded));
  }

  @Authorized("program:read")
  @Query(() => Program, { nullable: true, description: "One program." })
  program(
    @Arg("id", () => ID, { description: "The program's id." }) id: string,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<Program> {
    return this.reading.get(ctx, id);
  }

  @FieldResolver(() => Int, { description: "Days between an event and the end of its commission's hold." })
  async holdbackDays(@Root() program: Program, @Ctx("loaders") loaders: Loaders): Promise<number> {
    return (await this.current(program, loaders)).holdbackDays;
  }

  @FieldResolver(() => DateTime, { nullable: true, description: "Open from this instant on; null: always was." })
  async startsAt(@Root() program: Program, @Ctx("loaders") loaders: Loaders): Promise<Date | null> {
    return (await this.current(program, loaders)).startsAt;
  }

  @FieldResolver(() => DateTime, { nullable: true, description: "Open until just before this instant; null: no end." })
  async endsAt(@Root() program: Program, @Ctx("loaders") loaders: Loaders): Promise<Date | null> {
    return (await this.current(program, loaders)).endsAt;
  }

  @FieldResolver(() => [CommissionRule], { description: "What it pays to partners without terms of their own." })
  async rules(@Root() program: Program, @Ctx("loaders") loaders: Loaders): Promise<CommissionRule[]> {
    return (await this.current(program, loaders)).rules.map(describeRule);
  }

  @FieldResolver(() => Int, { description: "Raised with every change of dates, rules or hold." })
  async version(@Root() program: Program, @Ctx("loaders") loaders: Loaders): Promise<number> {
    return (await this.current(program, loaders)).version;
  }

  private readonly currentVersions = (ctx: TenantContext, ids: readonly string[]) =>
    this.reading.currentVersions(ctx, ids);

  private async current(program: Program, loaders: Loaders): Promise<ProgramVersion> {
    const version = await loaders.by(this.currentVersions, program.id);
    assert(version, "a program has had a version since it was made");
    return version;
  }
}
