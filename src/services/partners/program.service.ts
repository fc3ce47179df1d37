import type { CommissionRule } from "../../entities/partners/commission-rule.js";
import { ProgramVersion } from "../../entities/partners/program-version.entity.js";
import type { AttributionModel } from "../../entities/partners/program.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { sqlState } from "../../shared/database/database.js";
import { AppError, assert } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { checkedRules } from "./commission-rules.js";
import { readAllowedDomain, readDestination } from "./link-destination.js";
import { raiseSettingsRevision } from "./settings-revision.js";

const UNIQUE_VIOLATION = "23505";

export interface NewProgram {
  /** Absent: a new one. An import may bring its own. */
  id?: string;
  slug: string;
  name: string;
  attributionModel: AttributionModel;
  windowDays: number;
  holdbackDays: number;
  destinationUrl: string;
  deepLinkDomains?: string[];
  /** Open in [startsAt, endsAt); null or absent: no bound. */
  startsAt?: Date | null;
  endsAt?: Date | null;
  rules: CommissionRule[];
}

/** What a new version changes; absent leaves a value. */
export interface ProgramChange {
  startsAt?: Date | null;
  endsAt?: Date | null;
  holdbackDays?: number;
  rules?: CommissionRule[];
}

export type ChangeModelOutcome = { kind: "changed"; program: Program } | { kind: "live" };

/** Programs and their versions. A change acts on events recorded after it, but for a change of model (S20). */
export class ProgramService {
  constructor(private readonly journal: Journal) {}

  /** Makes a program with its first version. A taken slug is a conflict. */
  async create(ctx: TenantContext, given: NewProgram): Promise<Program> {
    ctx.require("program:write");
    const rules = checkedRules(given.rules);
    const destinationUrl = checkedDestination(given.destinationUrl);
    const deepLinkDomains = (given.deepLinkDomains ?? []).map(checkedDomain);
    checkDates(given.startsAt ?? null, given.endsAt ?? null);
    checkDays("windowDays", given.windowDays, 1);
    checkDays("holdbackDays", given.holdbackDays, 0);
    return refusingTakenSlug(() =>
      ctx.transaction(async (ctx) => {
        const knownFrom = await raiseSettingsRevision(ctx);
        const now = ctx.clock.now();
        const { slug, name, attributionModel, windowDays, holdbackDays } = given;
        const program = await ctx.repo(Program).insert({
          id: given.id ?? newId(),
          slug,
          name,
          attributionModel,
          windowDays,
          destinationUrl,
          deepLinkDomains,
          createdAt: now,
        });
        await ctx.repo(ProgramVersion).insert({
          programId: program.id,
          version: 1,
          knownFrom,
          recordedAt: now,
          startsAt: given.startsAt ?? null,
          endsAt: given.endsAt ?? null,
          holdbackDays,
          rules,
        });
        await this.journal.append(ctx, [
          { kind: "program.created", subject: { type: "program", id: program.id }, data: { slug, version: 1 } },
        ]);
        return program;
      }),
    );
  }

  /** The version that is known now. */
  async current(ctx: TenantContext, programId: string): Promise<ProgramVersion> {
    const [version] = await ctx.repo(ProgramVersion).findBy({ programId }, { order: { version: "DESC" }, take: 1 });
    assert(version, "every program has a version");
    return version;
  }

  /** Records a new version: dates, hold or rules, for events recorded from now on. Earlier decisions stay. */
  async change(ctx: TenantContext, programId: string, change: ProgramChange): Promise<ProgramVersion> {
    ctx.require("program:write");
    const rules = change.rules === undefined ? undefined : checkedRules(change.rules);
    if (change.holdbackDays !== undefined) checkDays("holdbackDays", change.holdbackDays, 0);
    return ctx.transaction(async (ctx) => {
      const knownFrom = await raiseSettingsRevision(ctx);
      await ctx.repo(Program).get(programId);
      const latest = await this.current(ctx, programId);
      const startsAt = change.startsAt === undefined ? latest.startsAt : change.startsAt;
      const endsAt = change.endsAt === undefined ? latest.endsAt : change.endsAt;
      checkDates(startsAt, endsAt);
      const version = await ctx.repo(ProgramVersion).insert({
        programId,
        version: latest.version + 1,
        knownFrom,
        recordedAt: ctx.clock.now(),
        startsAt,
        endsAt,
        holdbackDays: change.holdbackDays ?? latest.holdbackDays,
        rules: rules ?? latest.rules,
      });
      await this.journal.append(ctx, [
        {
          kind: "program.versioned",
          subject: { type: "program", id: programId },
          data: { version: version.version, startsAt: iso(startsAt), endsAt: iso(endsAt) },
        },
      ]);
      return version;
    });
  }

  /** Ends the program now: links go on redirecting, nothing recorded from now on accrues (A-ATTR-07). */
  async end(ctx: TenantContext, programId: string): Promise<ProgramVersion> {
    return this.change(ctx, programId, { endsAt: ctx.clock.now() });
  }

  /**
   * Changes model or window, which are not versioned: refused while the program is live. Everybody with a click of the
   * program is put up for deciding anew (S20).
   */
  async changeModel(
    ctx: TenantContext,
    programId: string,
    change: { attributionModel?: AttributionModel; windowDays?: number },
  ): Promise<ChangeModelOutcome> {
    ctx.require("program:write");
    if (change.windowDays !== undefined) checkDays("windowDays", change.windowDays, 1);
    return ctx.transaction(async (ctx) => {
      await raiseSettingsRevision(ctx);
      const program = await ctx.repo(Program).getForUpdate(programId);
      const version = await this.current(ctx, programId);
      if (isLive(version, ctx.clock.now())) return { kind: "live" };
      program.attributionModel = change.attributionModel ?? program.attributionModel;
      program.windowDays = change.windowDays ?? program.windowDays;
      await ctx.repo(Program).save(program);
      await ctx.execute(DECIDE_TOUCHED_ANEW, [ctx.organizationId, programId, ctx.clock.now()]);
      await this.journal.append(ctx, [
        {
          kind: "program.modelChanged",
          subject: { type: "program", id: programId },
          data: { model: program.attributionModel, windowDays: program.windowDays },
        },
      ]);
      return { kind: "changed", program };
    });
  }
}

/** Whether the program is open at the instant: [startsAt, endsAt). */
export const isLive = ({ startsAt, endsAt }: ProgramVersion, at: Date): boolean =>
  (startsAt === null || startsAt <= at) && (endsAt === null || at < endsAt);

/** Everybody who has an event and a click of the program, by a stitch or as an anonymous visitor. */
const DECIDE_TOUCHED_ANEW = `
  INSERT INTO redecision (organization_id, id, person_id, reason, requested_at)
  SELECT $1, gen_random_uuid(), touched.person_id, 'program.modelChanged', $3
  FROM (
    SELECT i.person_id FROM click c
    JOIN identity i ON i.organization_id = c.organization_id AND i.visitor_id = c.visitor_id
    WHERE c.organization_id = $1 AND c.program_id = $2
    UNION
    SELECT p.id FROM click c
    JOIN person p ON p.organization_id = c.organization_id AND p.visitor_id = c.visitor_id
    WHERE c.organization_id = $1 AND c.program_id = $2
  ) AS touched
  WHERE EXISTS (SELECT FROM event e WHERE e.organization_id = $1 AND e.person_id = touched.person_id)`;

const DAYS_MAX = 3650;

function checkDays(field: string, days: number, least: number): void {
  if (Number.isInteger(days) && days >= least && days <= DAYS_MAX) return;
  throw new AppError("unprocessable", `This is a whole number of days from ${least} to ${DAYS_MAX}.`, {
    code: "days_invalid",
    path: [field],
  });
}

function checkDates(startsAt: Date | null, endsAt: Date | null): void {
  if (startsAt === null || endsAt === null || startsAt <= endsAt) return;
  throw new AppError("unprocessable", "A program does not end before it starts.", {
    code: "dates_reversed",
    path: ["endsAt"],
  });
}

function checkedDestination(url: string): string {
  const destination = readDestination(url);
  if (destination.kind === "allowed") return destination.url;
  throw new AppError("unprocessable", `This destination cannot be used (${destination.reason}).`, {
    code: "destination_invalid",
    path: ["destinationUrl"],
  });
}

function checkedDomain(text: string): string {
  const domain = readAllowedDomain(text);
  if (domain !== null) return domain;
  throw new AppError("unprocessable", "An allowed domain is a host name, with *. before it for all below it.", {
    code: "domain_invalid",
    path: ["deepLinkDomains"],
  });
}

async function refusingTakenSlug<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    throw new AppError("conflict", "A program with this slug exists.", { code: "slug_taken", path: ["slug"] });
  }
}

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null;
