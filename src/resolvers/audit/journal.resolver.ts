import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";

import { JournalEntry, JournalEntryConnection, JournalKind, describeEntry } from "../../schema/audit/journal-entry.js";
import { JournalVerification, describeVerification } from "../../schema/audit/journal-verification.js";
import { ListOrder } from "../../schema/common/list-order.js";
import { PageArgs } from "../../schema/common/page-args.js";
import type { JournalKind as StoredKind } from "../../services/audit/journal-kinds.js";
import type { JournalNarrowed, JournalReadService } from "../../services/audit/journal-read.service.js";
import type { JournalVerificationService } from "../../services/audit/journal-verification.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver(() => JournalEntry)
export class JournalResolver {
  constructor(
    private readonly reading: JournalReadService,
    private readonly verification: JournalVerificationService,
  ) {}

  @Authorized("journal:read")
  @Query(() => JournalEntryConnection, {
    description: "Everything that happened in the organization, newest first. A cursor also serves the subscription.",
  })
  async journal(
    @Args(() => PageArgs) page: PageArgs,
    @Arg("kind", () => JournalKind, { nullable: true, description: "Only what is of this kind." })
    kind: StoredKind | null,
    @Arg("partnerId", () => ID, { nullable: true, description: "Only what concerns this partner." })
    partnerId: string | null,
    @Arg("order", () => ListOrder, { defaultValue: "newestFirst", description: "Which end comes first." })
    order: ListOrder,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<JournalEntryConnection> {
    const { first, after } = page.bounded;
    const wanted = { first, after, order, kind: kind ?? undefined, partnerId: partnerId ?? undefined };
    const found = await this.reading.page(ctx, wanted);
    const connection = new JournalEntryConnection({
      ...found,
      rows: found.rows.map(describeEntry),
      cursorOf: ({ position }) => this.reading.cursorAt(ctx, BigInt(position)),
    });
    return Object.assign(connection, { wanted });
  }

  @Authorized("journal:read")
  @Query(() => JournalVerification, {
    description: "Recomputes the journal now, hash by hash, and names the first break. Long journals go part by part.",
  })
  async journalVerification(
    @Arg("after", () => String, { nullable: true, description: "The cursor of the part before." }) after: string | null,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<JournalVerification> {
    return describeVerification(await this.verification.verify(ctx, after));
  }
}

/** A page and of what it is one, so that all of it can be counted when somebody asks. */
type CountedPage = JournalEntryConnection & { wanted: JournalNarrowed };

@Resolver(() => JournalEntryConnection)
export class JournalEntryConnectionResolver {
  constructor(private readonly reading: JournalReadService) {}

  @FieldResolver(() => Int, {
    description: "How many there are in all; narrowed down by kind or partner, counted no further than 10,000.",
  })
  async totalCount(@Root() { wanted }: CountedPage, @Ctx("tenant") ctx: TenantContext): Promise<number> {
    return (await this.reading.count(ctx, wanted)).total;
  }

  @FieldResolver(() => Boolean, {
    description: "Whether `totalCount` is all of them; false: there are more than 10,000.",
  })
  async isTotalCountExact(@Root() { wanted }: CountedPage, @Ctx("tenant") ctx: TenantContext): Promise<boolean> {
    return (await this.reading.count(ctx, wanted)).isExact;
  }
}
