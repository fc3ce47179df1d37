import type { CommissionRule } from "../../entities/partners/commission-rule.js";
import { Partner } from "../../entities/partners/partner.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import type { TermsSource } from "../../entities/partners/terms.entity.js";
import { Terms } from "../../entities/partners/terms.entity.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import type { JournalKind } from "../audit/journal-kinds.js";
import { checkedRules } from "./commission-rules.js";
import { checkDays } from "./program-checks.js";
import type { ProgramService } from "./program.service.js";
import { recordedAfter } from "./recorded-after.js";
import { raiseSettingsRevision } from "./settings-revision.js";

interface NewTerms {
  rules: CommissionRule[] | null;
  holdbackDays: number | null;
  effectiveFrom: Date;
}

const KINDS: Record<TermsSource, JournalKind> = {
  snapshot: "terms.frozen",
  amendment: "terms.amended",
  cleared: "terms.cleared",
};

/** The terms under which a partner works in a program. Versions are added, never edited; past commissions stay (A-COMM-08). */
export class TermsService {
  constructor(
    private readonly journal: Journal,
    private readonly programs: ProgramService,
  ) {}

  /** The newest terms of a partner in a program; null: the program's own apply. */
  async current(ctx: TenantContext, partnerId: string, programId: string): Promise<Terms | null> {
    const [terms] = await ctx.repo(Terms).findBy({ partnerId, programId }, { order: { version: "DESC" }, take: 1 });
    return terms ?? null;
  }

  /** Freezes the program's terms for a partner who joins it (A-COMM-10). Safe to repeat: terms that exist stay. */
  async freeze(ctx: TenantContext, partnerId: string, programId: string): Promise<Terms> {
    ctx.require("link:write");
    return ctx.transaction(async (ctx) => {
      const knownFrom = await raiseSettingsRevision(ctx);
      const existing = await this.current(ctx, partnerId, programId);
      if (existing) return existing;
      const { rules, holdbackDays } = await this.programs.current(ctx, programId);
      // In force for earlier events too: they are the oldest terms anyway (S12).
      const effectiveFrom = ctx.clock.now();
      return this.add(
        ctx,
        { partnerId, programId, knownFrom, source: "snapshot" },
        { rules, holdbackDays, effectiveFrom },
      );
    });
  }

  /**
   * Replaces a partner's terms for events recorded from now on that occur from `effectiveFrom` on, which is now unless
   * given. A null field falls back to the program's; an absent one stays as in the newest terms.
   */
  async amend(ctx: TenantContext, partnerId: string, programId: string, amendment: Partial<NewTerms>): Promise<Terms> {
    ctx.require("terms:write");
    const { holdbackDays, effectiveFrom } = amendment;
    const rules = amendment.rules ? checkedRules(amendment.rules) : amendment.rules;
    if (holdbackDays != null) checkDays("holdbackDays", holdbackDays);
    return this.replace(ctx, partnerId, programId, "amendment", { rules, holdbackDays, effectiveFrom });
  }

  /** Ends a partner's own terms: the program's apply to events recorded from now on. */
  async clear(ctx: TenantContext, partnerId: string, programId: string): Promise<Terms> {
    ctx.require("terms:write");
    return this.replace(ctx, partnerId, programId, "cleared", { rules: null, holdbackDays: null });
  }

  private replace(
    ctx: TenantContext,
    partnerId: string,
    programId: string,
    source: TermsSource,
    given: Partial<NewTerms>,
  ): Promise<Terms> {
    return ctx.transaction(async (ctx) => {
      const knownFrom = await raiseSettingsRevision(ctx);
      await ctx.repo(Partner).get(partnerId);
      await ctx.repo(Program).get(programId);
      const current = await this.current(ctx, partnerId, programId);
      const { rules = current?.rules ?? null, holdbackDays = current?.holdbackDays ?? null } = given;
      const effectiveFrom = given.effectiveFrom ?? ctx.clock.now();
      return this.add(ctx, { partnerId, programId, knownFrom, source }, { rules, holdbackDays, effectiveFrom });
    });
  }

  private async add(
    ctx: TenantContext,
    { partnerId, programId, knownFrom, source }: Pick<Terms, "partnerId" | "programId" | "knownFrom" | "source">,
    fields: NewTerms,
  ): Promise<Terms> {
    const latest = await this.current(ctx, partnerId, programId);
    const version = (latest?.version ?? 0) + 1;
    const recordedAt = recordedAfter(latest, ctx.clock.now());
    const terms = await ctx
      .repo(Terms)
      .insert({ partnerId, programId, version, knownFrom, source, recordedAt, ...fields });
    await this.journal.append(ctx, [
      {
        kind: KINDS[source],
        subject: { type: "terms", id: terms.id },
        data: { partnerId, programId, version },
        partnerId,
      },
    ]);
    return terms;
  }
}
