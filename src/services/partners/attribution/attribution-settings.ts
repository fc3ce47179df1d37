import type { CommissionRule } from "../../../entities/partners/commission-rule.js";
import type { AttributionModel } from "../../../entities/partners/program.entity.js";

/** A version of a program as it was known from one settings revision on. */
export interface ProgramVersionFact {
  id: string;
  version: number;
  knownFrom: bigint;
  startsAtMs: number | null;
  endsAtMs: number | null;
  holdbackDays: number;
  rules: readonly CommissionRule[];
}

export interface ProgramFact {
  id: string;
  /** The current values (S20). */
  model: AttributionModel;
  windowDays: number;
  versions: readonly ProgramVersionFact[];
}

export interface TermsVersionFact {
  id: string;
  version: number;
  knownFrom: bigint;
  effectiveFromMs: number;
  /** Null: the program's. */
  rules: readonly CommissionRule[] | null;
  holdbackDays: number | null;
}

/** A time of being revoked, in settings revisions. */
export interface RevocationFact {
  knownFrom: bigint;
  /** Null while it lasts. */
  liftedKnownFrom: bigint | null;
}

/** What a decision asks of the organization's settings. */
export interface AttributionSettings {
  program(programId: string): ProgramFact | undefined;
  /** All versions of a partner's terms in a program. */
  terms(partnerId: string, programId: string): readonly TermsVersionFact[];
  revocations(partnerId: string): readonly RevocationFact[];
}

/** The program as it was known then; undefined where it was not. */
export function programKnownAt(program: ProgramFact, revision: bigint): ProgramVersionFact | undefined {
  return newest(program.versions.filter((version) => version.knownFrom <= revision));
}

/**
 * The terms for an event: the version recorded last among those known when it was recorded and effective when it
 * occurred; else the oldest of those known (S12). Undefined where none was known.
 */
export function termsKnownAt(
  versions: readonly TermsVersionFact[],
  event: { settingsRevision: bigint; occurredAtMs: number },
): TermsVersionFact | undefined {
  const known = versions.filter((version) => version.knownFrom <= event.settingsRevision);
  return newest(known.filter((version) => version.effectiveFromMs <= event.occurredAtMs)) ?? oldest(known);
}

export const isRevokedAt = (revocations: readonly RevocationFact[], revision: bigint): boolean =>
  revocations.some(
    ({ knownFrom, liftedKnownFrom }) =>
      knownFrom <= revision && (liftedKnownFrom === null || liftedKnownFrom > revision),
  );

export const isRevokedNow = (revocations: readonly RevocationFact[]): boolean =>
  revocations.some(({ liftedKnownFrom }) => liftedKnownFrom === null);

const newest = <Version extends { version: number }>(versions: readonly Version[]): Version | undefined =>
  versions.reduce<Version | undefined>((best, each) => (!best || each.version > best.version ? each : best), undefined);

const oldest = <Version extends { version: number }>(versions: readonly Version[]): Version | undefined =>
  versions.reduce<Version | undefined>((best, each) => (!best || each.version < best.version ? each : best), undefined);
