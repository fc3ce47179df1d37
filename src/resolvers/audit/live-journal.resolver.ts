import { Arg, Authorized, Ctx, FieldResolver, Resolver, Root, Subscription } from "type-graphql";

import { Organization } from "../../entities/organizations/organization.entity.js";
import { JournalKind, describeEntry } from "../../schema/audit/journal-entry.js";
import { JournalFrame } from "../../schema/audit/journal-frame.js";
import { build } from "../../schema/common/build.js";
import type { JournalKind as StoredKind } from "../../services/audit/journal-kinds.js";
import type { JournalFollowed } from "../../services/audit/journal-read.service.js";
import type { LiveJournal, PlacedEntry } from "../../services/audit/live-journal.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { GraphContext } from "../graph-context.js";

@Resolver(() => Organization)
export class LiveJournalResolver {
  constructor(private readonly live: LiveJournal) {}

  @Authorized("journal:read")
  @Subscription(() => JournalFrame, {
    name: "journal",
    description:
      "Everything that happens in the organization, once and in order: after the cursor, or without one from now on. A cursor of the list `journal` serves as well.",
    subscribe: ({ context, args }: { context: GraphContext; args: JournalFollowed }) =>
      context.feeds.journal.follow(context.tenant, args),
  })
  journalEntry(
    @Root() { cursor, entry }: PlacedEntry,
    @Arg("kinds", () => [JournalKind], { nullable: true, description: "Only what is of these kinds." })
    _kinds: StoredKind[] | null,
    @Arg("after", () => String, { nullable: true, description: "Where to go on from." }) _after: string | null,
  ): JournalFrame {
    return build(JournalFrame, { cursor, entry: describeEntry(entry) });
  }

  @FieldResolver(() => String, {
    description:
      "Where the journal stands as this answer sees it: any subscription takes it as `after` and misses nothing that the answer lacks.",
  })
  liveCursor(@Ctx("tenant") ctx: TenantContext): Promise<string> {
    return this.live.now(ctx);
  }
}
