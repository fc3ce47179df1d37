import type { TFunction } from "i18next";

import type { RuleFieldsFragment } from "../graph/generated/graphql.js";
import { formatMoney } from "../money/format-money.js";
import { formatPercent } from "../money/format-percent.js";

const OCCURRENCE = { EVERY: "every", FIRST: "first", SUBSEQUENT: "subsequent" } as const;
const OCCURRENCE_FIXED = { EVERY: "fixedEvery", FIRST: "fixedFirst", SUBSEQUENT: "fixedSubsequent" } as const;

/** "10 % of every purchase, for 12 months". */
export function ruleSentence(t: TFunction<"partners">, rule: RuleFieldsFragment): string {
  const event = rule.eventTypes?.join(" / ") ?? t("rule.anyEvent");
  const sentence =
    rule.rewardKind === "FIXED" && rule.fixed
      ? t(`rule.${OCCURRENCE_FIXED[rule.occurrence]}`, { reward: formatMoney(rule.fixed), event })
      : t(`rule.${OCCURRENCE[rule.occurrence]}`, { reward: formatPercent(rule.percent ?? "0"), event });
  return rule.capMonths === null || rule.capMonths === undefined
    ? sentence
    : `${sentence}, ${t("rule.cap", { count: rule.capMonths })}`;
}
