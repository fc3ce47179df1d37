import type { CommissionRule } from "../../../entities/partners/commission-rule.js";
import type { AttributionModel } from "../../../entities/partners/program.entity.js";
import type { AttributionSettings } from "./attribution-settings.js";
import { decide } from "./decide.js";
import type { DecisionFacts } from "./decide.js";
import { divideHalfUp } from "../../../shared/exact-division.js";
import type { Amount } from "./facts.js";

/** Decimals of a sum of shares. Each of a partner's distinct denominators is rounded once, far below what is shown. */
const CONVERSION_SCALE = 10n ** 18n;
const SHOWN_SCALE = 10n ** 12n;

/** What a partner would have had. */
export interface SimulatedPartner {
  partnerId: string;
  /** The sum of credits in units of 10^-12. */
  conversionsE12: bigint;
  /** Credited value and commission, by currency. */
  values: Map<string, bigint>;
  commissions: Map<string, bigint>;
}

/** What of a program is tried; absent is left. */
export interface TriedChange {
  model?: AttributionModel | undefined;
  windowDays?: number | undefined;
  rules?: readonly CommissionRule[] | undefined;
  /** Whether the rules also replace those of partners' own terms. */
  reachesOwnTerms: boolean;
}

/** The same settings as if one program had always been so. */
export function withChange(settings: AttributionSettings, programId: string, tried: TriedChange): AttributionSettings {
  const { model, windowDays, rules, reachesOwnTerms } = tried;
  const program = settings.program(programId);
  const changed = program && {
    ...program,
    model: model ?? program.model,
    windowDays: windowDays ?? program.windowDays,
    versions: rules ? program.versions.map((version) => ({ ...version, rules })) : program.versions,
  };
  return {
    program: (id) => (id === programId ? changed : settings.program(id)),
    terms: (partnerId, id) => {
      const terms = settings.terms(partnerId, id);
      if (!rules || !reachesOwnTerms || id !== programId) return terms;
      return terms.map((version) => ({ ...version, rules: null }));
    },
    revocations: settings.revocations.bind(settings),
  };
}

/** Sums the decisions on past events per partner of one program. Nothing is written; facts may be given in parts. */
export class Simulation {
  /** By partner and denominator: sums of exact shares. */
  private readonly shares = new Map<string, Map<bigint, bigint>>();
  private readonly partners = new Map<string, { values: Map<string, bigint>; commissions: Map<string, bigint> }>();

  constructor(private readonly programId: string) {}

  include(facts: DecisionFacts, settings: AttributionSettings): void {
    const decision = decide(facts, settings);
    for (const credit of decision.credits) {
      if (credit.programId !== this.programId) continue;
      const shares = this.shares.get(credit.partnerId) ?? new Map<bigint, bigint>();
      this.shares.set(credit.partnerId, shares);
      shares.set(decision.weightTotal, (shares.get(decision.weightTotal) ?? 0n) + credit.weight);
      const value = { amountMinor: credit.valueMinor ?? 0n, currency: facts.event.amount?.currency ?? "" };
      if (facts.event.amount) add(this.partner(credit.partnerId).values, value);
    }
    for (const commission of decision.commissions) {
      if (commission.programId === this.programId) add(this.partner(commission.partnerId).commissions, commission);
    }
  }

  /** Everyone with credit, by id. */
  result(): SimulatedPartner[] {
    return [...this.shares]
      .map(([partnerId, shares]) => ({ partnerId, conversionsE12: sumOfShares(shares), ...this.partner(partnerId) }))
      .toSorted((a, b) => (a.partnerId < b.partnerId ? -1 : 1));
  }

  private partner(partnerId: string): { values: Map<string, bigint>; commissions: Map<string, bigint> } {
    const partner = this.partners.get(partnerId) ?? { values: new Map(), commissions: new Map() };
    this.partners.set(partnerId, partner);
    return partner;
  }
}

function sumOfShares(shares: ReadonlyMap<bigint, bigint>): bigint {
  let sum = 0n;
  for (const [denominator, numerator] of shares) sum += divideHalfUp(numerator * CONVERSION_SCALE, denominator);
  return divideHalfUp(sum, CONVERSION_SCALE / SHOWN_SCALE);
}

const add = (sums: Map<string, bigint>, { amountMinor, currency }: Amount): void => {
  sums.set(currency, (sums.get(currency) ?? 0n) + amountMinor);
};
