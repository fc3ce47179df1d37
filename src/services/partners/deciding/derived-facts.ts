import type { JournalFact } from "../../audit/journal-fact.js";
import type { FactsOfOne } from "../../audit/journal.js";

/** What follows from facts by the rules is done by the house, whoever brought the facts. To be appended behind them. */
export const derivedFacts = (facts: readonly JournalFact[]): FactsOfOne => ({
  by: { principal: { kind: "system", name: "attribution" } },
  facts,
});
