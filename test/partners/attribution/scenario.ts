import type { CommissionRule } from "../../../src/entities/partners/commission-rule.js";
import type { AttributionModel } from "../../../src/entities/partners/program.entity.js";
import type {
  AttributionSettings,
  ProgramFact,
  ProgramVersionFact,
  RevocationFact,
  TermsVersionFact,
} from "../../../src/services/partners/attribution/attribution-settings.js";
import type { EventFact, FirstOfType, TouchFact } from "../../../src/services/partners/attribution/facts.js";
import { NO_REFUND } from "../../../src/services/partners/attribution/facts.js";

export const DAY = 86_400_000;
/** 1 January 2026, the day of every scenario. */
export const NOON = Date.UTC(2026, 0, 1, 12);

export const percent = (percentE4: number, more: Partial<CommissionRule> = {}): CommissionRule => ({
  key: "base",
  eventTypes: null,
  occurrence: "every",
  reward: { kind: "percent", percentE4 },
  capMonths: null,
  ...more,
});

export const fixed = (amountMinor: bigint, currency: string, more: Partial<CommissionRule> = {}): CommissionRule => ({
  ...percent(0, more),
  reward: { kind: "fixed", amountMinor: amountMinor.toString(), currency },
});

export const version = (more: Partial<ProgramVersionFact> = {}): ProgramVersionFact => ({
  id: "version-1",
  version: 1,
  knownFrom: 1n,
  startsAtMs: null,
  endsAtMs: null,
  holdbackDays: 30,
  rules: [percent(100_000)],
  ...more,
});

export const program = (model: AttributionModel = "last_click", more: Partial<ProgramFact> = {}): ProgramFact => ({
  id: "program",
  model,
  windowDays: 30,
  versions: [version()],
  ...more,
});

export const terms = (more: Partial<TermsVersionFact> = {}): TermsVersionFact => ({
  id: "terms-1",
  version: 1,
  knownFrom: 1n,
  effectiveFromMs: 0,
  rules: null,
  holdbackDays: null,
  ...more,
});

/** Settings of one program unless more are given. Terms are keyed `partner/program`. */
export const settings = (
  programs: ProgramFact[] = [program()],
  more: { terms?: Record<string, TermsVersionFact[]>; revocations?: Record<string, RevocationFact[]> } = {},
): AttributionSettings => ({
  program: (id) => programs.find((each) => each.id === id),
  terms: (partnerId, programId) => more.terms?.[`${partnerId}/${programId}`] ?? [],
  revocations: (partnerId) => more.revocations?.[partnerId] ?? [],
});

/** A click so many milliseconds before noon. */
export const touch = (clickId: string, agoMs: number, more: Partial<TouchFact> = {}): TouchFact => ({
  clickId,
  visitorId: "visitor",
  partnerId: "ann",
  programId: "program",
  clickedAtMs: NOON - agoMs,
  madeWhileRevoked: false,
  flags: [],
  keepsCredit: false,
  ...more,
});

/** A sale of 100.00 USD at noon. */
export const sale = (more: Partial<EventFact> = {}): EventFact => ({
  externalId: "sale-1",
  type: "sale",
  occurredAtMs: NOON,
  settingsRevision: 1n,
  amount: { amountMinor: 10_000n, currency: "USD" },
  refund: NO_REFUND,
  ...more,
});

export const firstOf = (event: EventFact): FirstOfType => ({
  type: event.type,
  externalId: event.externalId,
  occurredAtMs: event.occurredAtMs,
});
