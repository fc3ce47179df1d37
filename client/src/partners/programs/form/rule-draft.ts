import type { CommissionRuleInput, RuleFieldsFragment, RuleOccurrence } from "../../../graph/generated/graphql.js";
import { majorUnits } from "../../../money/format-money.js";
import { parseMajorUnits } from "../../../money/parse-money.js";

/** A rule while somebody writes it: text, because half a number is none. */
export interface RuleDraft {
  key: string;
  eventTypes: string[];
  occurrence: RuleOccurrence;
  kind: "PERCENT" | "FIXED";
  percent: string;
  fixed: string;
  currency: string;
  capMonths: string;
}

export const NEW_RULE: RuleDraft = {
  key: "standard",
  eventTypes: [],
  occurrence: "EVERY",
  kind: "PERCENT",
  percent: "10",
  fixed: "",
  currency: "USD",
  capMonths: "",
};

/** A rule of the graph, to be changed. */
export function draftOf(rule: RuleFieldsFragment): RuleDraft {
  const { fixed } = rule;
  return {
    key: rule.key,
    eventTypes: [...(rule.eventTypes ?? [])],
    occurrence: rule.occurrence,
    kind: fixed ? "FIXED" : "PERCENT",
    percent: rule.percent ?? "",
    fixed: fixed ? majorUnits(BigInt(fixed.amountMinor), fixed.currency) : "",
    currency: fixed?.currency ?? "USD",
    capMonths: rule.capMonths === null || rule.capMonths === undefined ? "" : String(rule.capMonths),
  };
}

/** What the graph takes. An amount that cannot be read is sent as zero, which the graph refuses with its reason. */
export function inputOf(draft: RuleDraft): CommissionRuleInput {
  const reward =
    draft.kind === "PERCENT"
      ? { percent: draft.percent.trim().replace(",", ".") }
      : {
          fixed: {
            amountMinor: Number(parseMajorUnits(draft.fixed, draft.currency) ?? 0n),
            currency: draft.currency,
          },
        };
  return {
    key: draft.key.trim(),
    occurrence: draft.occurrence,
    eventTypes: draft.eventTypes.length > 0 ? draft.eventTypes : null,
    capMonths: draft.capMonths.trim() === "" ? null : Number(draft.capMonths),
    ...reward,
  };
}

/** Whether two lists of rules say the same. */
export function isSameRules(a: readonly RuleDraft[], b: readonly RuleDraft[]): boolean {
  return JSON.stringify(a.map(inputOf)) === JSON.stringify(b.map(inputOf));
}
