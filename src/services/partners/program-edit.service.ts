import { isDeepStrictEqual } from "node:util";

import { Program } from "../../entities/partners/program.entity.js";
import { assert } from "../../shared/errors.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import { checkedRules } from "./commission-rules.js";
import { checkDays } from "./program-checks.js";
import type { ProgramEdit } from "./program-edit.js";
import type { ProgramEffect, ProgramReach } from "./program-effects.js";
import { describeProgramEdit } from "./program-effects.js";
import type { ProgramService } from "./program.service.js";
import { checkedDetails, isLive } from "./program.service.js";
import { raiseSettingsRevision } from "./settings-revision.js";

export type EditProgramOutcome =
  | { kind: "edited"; program: Program; effects: ProgramEffect[] }
  /** Model and window change only while nothing is earned (S20). Nothing of the edit was done. */
  | { kind: "live" };

export type PreviewProgramEditOutcome = { kind: "effects"; effects: ProgramEffect[] } | { kind: "live" };

/** Edits of a program: everything of one edit or nothing, and beforehand what it would change for whom. */
export class ProgramEditService {
  constructor(private readonly programs: ProgramService) {}

  /** What the edit would change for whom. Refuses what `edit` would refuse; writes nothing. */
  preview(ctx: TenantContext, programId: string, edit: ProgramEdit): Promise<PreviewProgramEditOutcome> {
    ctx.require("program:write");
    const checked = checkedEdit(edit);
    return ctx.snapshot((ctx) => this.weigh(ctx, programId, checked));
  }

  /** Edits a program. Safe to repeat: what already is as asked is not written again. */
  edit(ctx: TenantContext, programId: string, edit: ProgramEdit): Promise<EditProgramOutcome> {
    ctx.require("program:write");
    const checked = checkedEdit(edit);
    return ctx.transaction(async (ctx) => {
      await raiseSettingsRevision(ctx);
      const weighed = await this.weigh(ctx, programId, checked);
      if (weighed.kind === "live") return weighed;
      const { attributionModel, windowDays, holdbackDays, rules, ...details } = weighed.edit;
      if (attributionModel !== undefined || windowDays !== undefined) {
        const { kind } = await this.programs.changeModel(ctx, programId, { attributionModel, windowDays });
        assert(kind === "changed", "the program is still not live");
      }
      if (holdbackDays !== undefined || rules !== undefined) {
        await this.programs.change(ctx, programId, { holdbackDays, rules });
      }
      if (Object.keys(details).length > 0) await this.programs.changeDetails(ctx, programId, details);
      return { kind: "edited", program: await ctx.repo(Program).get(programId), effects: weighed.effects };
    });
  }

  /** What of the edit is a change, and what that does. */
  private async weigh(
    ctx: TenantContext,
    programId: string,
    given: ProgramEdit,
  ): Promise<{ kind: "effects"; edit: ProgramEdit; effects: ProgramEffect[] } | { kind: "live" }> {
    const program = await ctx.repo(Program).get(programId);
    const version = await this.programs.current(ctx, programId);
    const { name, destinationUrl, deepLinkDomains, attributionModel, windowDays } = program;
    const now = { name, destinationUrl, deepLinkDomains, attributionModel, windowDays };
    const edit = changedOf(given, { ...now, holdbackDays: version.holdbackDays, rules: version.rules });
    const changesModel = edit.attributionModel !== undefined || edit.windowDays !== undefined;
    if (changesModel && isLive(version, ctx.clock.now())) return { kind: "live" };
    const [reach] = await ctx.query<Record<keyof ProgramReach, bigint>>(REACH, [ctx.organizationId, programId]);
    assert(reach, "a count is one row");
    const reached = Object.fromEntries(Object.entries(reach).map(([key, count]) => [key, Number(count)]));
    return { kind: "effects", edit, effects: describeProgramEdit(edit, reached as Record<keyof ProgramReach, number>) };
  }
}

function checkedEdit(edit: ProgramEdit): ProgramEdit {
  const { windowDays, holdbackDays, rules } = edit;
  if (windowDays !== undefined) checkDays("windowDays", windowDays);
  if (holdbackDays !== undefined) checkDays("holdbackDays", holdbackDays);
  return { ...edit, ...checkedDetails(edit), ...(rules !== undefined && { rules: checkedRules(rules) }) };
}

/** What of the edit is another value than now. */
const changedOf = (edit: ProgramEdit, now: Required<ProgramEdit>): ProgramEdit =>
  Object.fromEntries(
    Object.entries(edit).filter(
      ([key, value]) => value !== undefined && !isDeepStrictEqual(value, now[key as keyof ProgramEdit]),
    ),
  );

/** Partners with a link to the program, by the newest of their terms, and its links. */
const REACH = `
  WITH partners AS (
    SELECT DISTINCT ON (l.partner_id) l.partner_id, t.rules, t.holdback_days
    FROM link l
    LEFT JOIN terms t ON t.organization_id = l.organization_id AND t.partner_id = l.partner_id
      AND t.program_id = l.program_id
    WHERE l.organization_id = $1 AND l.program_id = $2
    ORDER BY l.partner_id, t.version DESC
  ), links AS (
    SELECT count(*) AS links, count(destination_url) AS with_destination
    FROM link WHERE organization_id = $1 AND program_id = $2
  )
  SELECT count(*) AS partners, count(rules) AS "partnersWithRules", count(holdback_days) AS "partnersWithHoldback",
    (SELECT links FROM links) AS links, (SELECT with_destination FROM links) AS "linksWithDestination"
  FROM partners`;
