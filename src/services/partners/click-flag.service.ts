import { ClickFlag } from "../../entities/partners/click-flag.entity.js";
import type { ClickFlagReason } from "../../entities/partners/click-flag.entity.js";
import { Click } from "../../entities/partners/click.entity.js";
import { notFound } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import type { JournalKind } from "../audit/journal-kinds.js";
import { gatherEvents } from "./deciding/affected-events.js";
import type { DecidingService } from "./deciding/deciding.service.js";
import { derivedFacts } from "./deciding/derived-facts.js";
import { lockPeople } from "./deciding/people.js";
import { retryingMoves } from "./deciding/retrying-moves.js";
import { holdSettings } from "./settings-revision.js";

/** Flags that people raise and lift. Either decides anew on everybody whose touch the click is. */
export class ClickFlagService {
  constructor(
    private readonly journal: Journal,
    private readonly deciding: DecidingService,
  ) {}

  /** Flags a click by hand: it earns nothing. Safe to repeat; a flag that was lifted stays lifted. */
  flag(ctx: TenantContext, clickId: string, evidence: Record<string, unknown>): Promise<ClickFlag> {
    ctx.require("click:flag");
    return this.change(ctx, clickId, "click.flagged", "manual", async (ctx) => {
      const known = await ctx.repo(ClickFlag).findOneBy({ clickId, reason: "manual" });
      if (known) return { flag: known, isChanged: false };
      const flaggedAt = ctx.clock.now();
      const flag = await ctx.repo(ClickFlag).insert({ clickId, reason: "manual", evidence, flaggedAt, liftedAt: null });
      return { flag, isChanged: true };
    });
  }

  /** Lifts a flag for good: it is never raised again for the same reason. Safe to repeat. */
  lift(ctx: TenantContext, clickId: string, reason: ClickFlagReason): Promise<ClickFlag> {
    ctx.require("click:flag");
    return this.change(ctx, clickId, "click.unflagged", reason, async (ctx) => {
      const flag = await ctx.repo(ClickFlag).findOneBy({ clickId, reason });
      if (!flag) throw notFound("flag");
      if (flag.liftedAt !== null) return { flag, isChanged: false };
      flag.liftedAt = ctx.clock.now();
      await ctx.repo(ClickFlag).save(flag);
      return { flag, isChanged: true };
    });
  }

  private change(
    ctx: TenantContext,
    clickId: string,
    kind: JournalKind & ("click.flagged" | "click.unflagged"),
    reason: ClickFlagReason,
    write: (ctx: TenantContext) => Promise<{ flag: ClickFlag; isChanged: boolean }>,
  ): Promise<ClickFlag> {
    return retryingMoves(() =>
      ctx.transaction(async (ctx) => {
        const revision = await holdSettings(ctx);
        const { visitorId, partnerId } = await ctx.repo(Click).get(clickId);
        // Whoever is deciding on them now is waited for, and whoever decides later sees the change.
        const { all } = await lockPeople(ctx, { visitorIds: [visitorId] });
        const { flag, isChanged } = await write(ctx);
        if (!isChanged) return flag;
        const events = await gatherEvents(ctx, [...all], kind);
        const derived = await this.deciding.decideEvents(
          ctx,
          events.map((event) => ({ event, cause: kind, isNew: false })),
          revision,
        );
        const fact = { kind, subject: { type: "click", id: clickId }, data: { reason, partnerId }, partnerId };
        this.journal.appendLast(ctx, [{ by: ctx, facts: [fact] }, derivedFacts(derived)]);
        return flag;
      }),
    );
  }
}
