import type { CommissionRule } from "../../entities/partners/commission-rule.js";
import { ProgramVersion } from "../../entities/partners/program-version.entity.js";
import type { AttributionModel } from "../../entities/partners/program.entity.js";
import { Program } from "../../entities/partners/program.entity.js";
import { isUniqueViolation } from "../../shared/database/database.js";
import { AppError, assert, fieldInvalid } from "../../shared/errors.js";
import { plainNameOf } from "../../shared/plain-name.js";
import { newId } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { Journal } from "../audit/journal.js";
import { checkedRules } from "./commission-rules.js";
import { checkDates, checkDays, checkedDestination, checkedDomains, checkedSlug, slugOf } from "./program-checks.js";
import { recordedAfter } from "./recorded-after.js";
import { raiseSettingsRevision } from "./settings-revision.js";

export interface NewProgram {
  /** Absent: a new one. An import may bring its own. */
  id?: string;
  /** Absent: made of the name, with a number where that is taken. */
  slug?: string | undefined;
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

/** What an edit without a version changes; absent leaves a value. */
export interface ProgramDetails {
  name?: string;
  destinationUrl?: string;
  deepLinkDomains?: string[];
}

export type ChangeModelOutcome = { kind: "changed"; program: Program } | { kind: "live" };

/** Programs and their versions. A change acts on events recorded after it, but for a change of model (S20). */
export class ProgramService {
  constructor(private readonly journal: Journal) {}

  /** Makes a program with its first version. A taken slug is a conflict. */
  async create(ctx: TenantContext, given: NewProgram): Promise<Program> {
    ctx.require("program:write");
    const rules = checkedRules(given.rules);
    const name = plainNameOf(given.name);
    const givenSlug = given.slug === undefined ? undefined : checkedSlug(given.slug);
    const destinationUrl = checkedDestination(given.destinationUrl);
    const deepLinkDomains = checkedDomains(given.deepLinkDomains ?? []);
    checkDates(given.startsAt ?? null, given.endsAt ?? null);
    checkDays("windowDays", given.windowDays);
    checkDays("holdbackDays", given.holdbackDays);
    return refusingTakenSlug(() =>
      ctx.transaction(async (ctx) => {
        const knownFrom = await raiseSettingsRevision(ctx);
        const now = ctx.clock.now();
        const { attributionModel, windowDays, holdbackDays } = given;
        // The lock of the settings is held, so nobody takes a slug that is free.
        const slug = givenSlug ?? (await this.freeSlug(ctx, name));
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
    if (change.holdbackDays !== undefined) checkDays("holdbackDays", change.holdbackDays);
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
        recordedAt: recordedAfter(latest, ctx.clock.now()),
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

  /**
   * Ends the program, now or at a later instant: links go on redirecting, nothing recorded afterwards accrues (A-ATTR-07).
   * Safe to repeat: a program that has ended stays as it is.
   */
  async end(ctx: TenantContext, programId: string, endsAt?: Date | null): Promise<ProgramVersion> {
    ctx.require("program:write");
    return ctx.transaction(async (ctx) => {
      await raiseSettingsRevision(ctx);
      await ctx.repo(Program).get(programId);
      const latest = await this.current(ctx, programId);
      const now = ctx.clock.now();
      if (latest.endsAt !== null && latest.endsAt <= now) return latest;
      if (endsAt && endsAt < now) {
        throw fieldInvalid("end_in_past", "endsAt", "A program ends now or later: what was recorded stays as it is.");
      }
      return this.change(ctx, programId, { endsAt: endsAt ?? now });
    });
  }

  /** Changes what is known of a program without versions: its name, where its links lead and where they may lead. */
  async changeDetails(ctx: TenantContext, programId: string, change: ProgramDetails): Promise<Program> {
    ctx.require("program:write");
    const details = checkedDetails(change);
    return ctx.transaction(async (ctx) => {
      const program = await ctx.repo(Program).getForUpdate(programId);
      await ctx.repo(Program).save(Object.assign(program, details));
      await this.journal.append(ctx, [
        {
          kind: "program.changed",
          subject: { type: "program", id: programId },
          // Not the values: people like to put a name into them.
          data: { changed: Object.keys(details).toSorted() },
        },
      ]);
      return program;
    });
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
    if (change.windowDays !== undefined) checkDays("windowDays", change.windowDays);
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

  /** The name's slug, with the next number where it is taken. */
  private async freeSlug(ctx: TenantContext, name: string): Promise<string> {
    const plain = slugOf(name);
    const [taken] = await ctx.query<{ slugs: string[] }>(
      `SELECT coalesce(array_agg(slug), '{}') AS slugs FROM program
       WHERE organization_id = $1 AND (slug = $2 OR (slug > $2 || '-' AND slug < $2 || '.'))`,
      [ctx.organizationId, plain],
    );
    const slugs = new Set(taken?.slugs);
    let slug = plain;
    for (let number = 2; slugs.has(slug); number++) slug = `${plain}-${number}`;
    return slug;
  }
}

/** The details as they are stored, or a refusal that names the field. */
export function checkedDetails({ name, destinationUrl, deepLinkDomains }: ProgramDetails): ProgramDetails {
  return {
    ...(name !== undefined && { name: plainNameOf(name) }),
    ...(destinationUrl !== undefined && { destinationUrl: checkedDestination(destinationUrl) }),
    ...(deepLinkDomains !== undefined && { deepLinkDomains: checkedDomains(deepLinkDomains) }),
  };
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

async function refusingTakenSlug<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError("conflict", "A program with this slug exists.", { code: "slug_taken", path: ["slug"] });
  }
}

const iso = (instant: Date | null): string | null => instant?.toISOString() ?? null;
