import { LRUCache } from "lru-cache";

import type { CommissionRule } from "../../../entities/partners/commission-rule.js";
import type { AttributionModel } from "../../../entities/partners/program.entity.js";
import { assert } from "../../../shared/errors.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type {
  AttributionSettings,
  ProgramFact,
  ProgramVersionFact,
  RevocationFact,
  TermsVersionFact,
} from "../attribution/attribution-settings.js";

const CACHED_ORGANIZATIONS_MAX = 1000;
const CACHED_PARTNERS_MAX = 20_000;

/** Settings as they were read: those of the partners that were asked for. */
export interface LoadedSettings extends AttributionSettings {
  /** Whether any rule asks for a person's history. */
  usesHistory: boolean;
}

interface CachedPrograms {
  revision: bigint;
  programs: Map<string, ProgramFact>;
  usesHistory: boolean;
}

/** What is agreed with one partner. */
interface CachedPartner {
  revision: bigint;
  /** By program. */
  terms: Map<string, TermsVersionFact[]>;
  revocations: RevocationFact[];
}

interface ProgramRow {
  program_id: string;
  attribution_model: AttributionModel;
  window_days: number;
  id: string;
  version: number;
  known_from: bigint;
  starts_at: Date | null;
  ends_at: Date | null;
  holdback_days: number;
  rules: CommissionRule[];
}

interface TermsRow {
  id: string;
  partner_id: string;
  program_id: string;
  version: number;
  known_from: bigint;
  effective_from: Date;
  rules: CommissionRule[] | null;
  holdback_days: number | null;
}

interface RevocationRow {
  partner_id: string;
  known_from: bigint;
  lifted_known_from: bigint | null;
}

/**
 * Reads the settings for decisions. They are kept for as long as the revision stays the same; they may be, because every
 * change of settings raises it and none is made in a transaction that also decides.
 */
export class SettingsReader {
  private readonly cachedPrograms = new LRUCache<string, CachedPrograms>({ max: CACHED_ORGANIZATIONS_MAX });
  private readonly cachedPartners = new LRUCache<string, CachedPartner>({ max: CACHED_PARTNERS_MAX });

  /** @param revision the one that `holdSettings` gave in this transaction. */
  async read(ctx: TenantContext, revision: bigint, partnerIds: readonly string[]): Promise<LoadedSettings> {
    const [{ programs, usesHistory }, partners] = await Promise.all([
      this.programs(ctx, revision),
      this.partnersOf(ctx, revision, partnerIds),
    ]);
    return {
      program: (programId) => programs.get(programId),
      terms: (partnerId, programId) => partners.get(partnerId)?.terms.get(programId) ?? [],
      revocations: (partnerId) => partners.get(partnerId)?.revocations ?? [],
      usesHistory,
    };
  }

  /** Whether any rule of the organization asks for a person's history. */
  async usesHistory(ctx: TenantContext, revision: bigint): Promise<boolean> {
    return (await this.programs(ctx, revision)).usesHistory;
  }

  private async partnersOf(
    ctx: TenantContext,
    revision: bigint,
    partnerIds: readonly string[],
  ): Promise<ReadonlyMap<string, CachedPartner>> {
    const partners = new Map<string, CachedPartner>();
    const missing: string[] = [];
    for (const id of partnerIds) {
      const cached = this.cachedPartners.get(`${ctx.organizationId}/${id}`);
      if (cached?.revision === revision) partners.set(id, cached);
      else missing.push(id);
    }
    if (missing.length === 0) return partners;
    const [termsRows, revocationRows] = await Promise.all([
      ctx.query<TermsRow>(READ_TERMS, [ctx.organizationId, missing], "read-terms"),
      ctx.query<RevocationRow>(READ_REVOCATIONS, [ctx.organizationId, missing], "read-revocations"),
    ]);
    for (const id of missing) {
      const partner = { revision, terms: new Map<string, TermsVersionFact[]>(), revocations: [] };
      partners.set(id, partner);
      this.cachedPartners.set(`${ctx.organizationId}/${id}`, partner);
    }
    const partnerOf = (row: { partner_id: string }): CachedPartner => {
      const partner = partners.get(row.partner_id);
      assert(partner, "only those were read who were asked for");
      return partner;
    };
    for (const row of termsRows) {
      append(partnerOf(row).terms, row.program_id, {
        id: row.id,
        version: row.version,
        knownFrom: row.known_from,
        effectiveFromMs: row.effective_from.getTime(),
        rules: row.rules,
        holdbackDays: row.holdback_days,
      });
    }
    for (const row of revocationRows) {
      partnerOf(row).revocations.push({ knownFrom: row.known_from, liftedKnownFrom: row.lifted_known_from });
    }
    return partners;
  }

  private async programs(ctx: TenantContext, revision: bigint): Promise<CachedPrograms> {
    const cached = this.cachedPrograms.get(ctx.organizationId);
    if (cached?.revision === revision) return cached;
    const programs = new Map<string, ProgramFact & { versions: ProgramVersionFact[] }>();
    for (const row of await ctx.query<ProgramRow>(READ_PROGRAMS, [ctx.organizationId], "read-programs")) {
      const program = programs.get(row.program_id) ?? {
        id: row.program_id,
        model: row.attribution_model,
        windowDays: row.window_days,
        versions: [],
      };
      programs.set(row.program_id, program);
      program.versions.push({
        id: row.id,
        version: row.version,
        knownFrom: row.known_from,
        startsAtMs: row.starts_at?.getTime() ?? null,
        endsAtMs: row.ends_at?.getTime() ?? null,
        holdbackDays: row.holdback_days,
        rules: row.rules,
      });
    }
    const [terms] = await ctx.query<{ uses_history: boolean }>(TERMS_USE_HISTORY, [ctx.organizationId]);
    const rules = [...programs.values()].flatMap(({ versions }) => versions.flatMap((version) => version.rules));
    const usesHistory =
      (terms?.uses_history ?? true) || rules.some((rule) => rule.occurrence !== "every" || rule.capMonths !== null);
    const read = { revision, programs, usesHistory };
    this.cachedPrograms.set(ctx.organizationId, read);
    return read;
  }
}

const READ_PROGRAMS = `
  SELECT p.id AS program_id, p.attribution_model, p.window_days, v.id, v.version, v.known_from, v.starts_at, v.ends_at,
    v.holdback_days, v.rules
  FROM program p JOIN program_version v ON v.organization_id = p.organization_id AND v.program_id = p.id
  WHERE p.organization_id = $1`;

/** Their caps do not count: the cap is always the program's (S12). */
const TERMS_USE_HISTORY = `
  SELECT EXISTS (SELECT FROM terms
    WHERE organization_id = $1 AND jsonb_path_exists(rules, '$[*] ? (@.occurrence != "every")')) AS uses_history`;

const READ_TERMS = `
  SELECT id, partner_id, program_id, version, known_from, effective_from, rules, holdback_days
  FROM terms WHERE organization_id = $1 AND partner_id = ANY ($2::uuid[])`;

const READ_REVOCATIONS = `
  SELECT partner_id, known_from, lifted_known_from
  FROM partner_revocation WHERE organization_id = $1 AND partner_id = ANY ($2::uuid[])`;

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
