import type { CommissionRule } from "../../../entities/partners/commission-rule.js";
import { assert } from "../../../shared/errors.js";
import type { AttributionSettings, ProgramVersionFact, TermsVersionFact } from "./attribution-settings.js";
import { programKnownAt, termsKnownAt } from "./attribution-settings.js";
import type { EventFact } from "./facts.js";

/** The terms under which a partner works in a program for one event, field by field (S12). */
export interface EffectiveTerms {
  programVersion: ProgramVersionFact;
  termsVersion: TermsVersionFact | undefined;
  rules: readonly CommissionRule[];
  rulesFrom: "terms" | "program";
  holdbackDays: number;
  holdbackFrom: "terms" | "program";
}

/** The effective terms of an accepted touch, whose program was therefore known when the event was recorded. */
export function effectiveTerms(
  touch: { partnerId: string; programId: string },
  event: EventFact,
  settings: AttributionSettings,
): EffectiveTerms {
  const program = settings.program(touch.programId);
  const programVersion = program && programKnownAt(program, event.settingsRevision);
  assert(programVersion, "an accepted touch's program was known when the event was recorded");
  const termsVersion = termsKnownAt(settings.terms(touch.partnerId, touch.programId), event);
  const own = { rules: termsVersion?.rules ?? null, holdbackDays: termsVersion?.holdbackDays ?? null };
  return {
    programVersion,
    termsVersion,
    rules: own.rules ?? programVersion.rules,
    rulesFrom: own.rules ? "terms" : "program",
    holdbackDays: own.holdbackDays ?? programVersion.holdbackDays,
    holdbackFrom: own.holdbackDays === null ? "program" : "terms",
  };
}

/** The recurring cap is always the program's, by the rule of the same key (S12). */
export const capOf = (terms: EffectiveTerms, ruleKey: string): number | null =>
  terms.programVersion.rules.find(({ key }) => key === ruleKey)?.capMonths ?? null;
