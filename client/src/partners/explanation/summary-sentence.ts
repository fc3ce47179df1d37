import type { TFunction } from "i18next";

import { formatMoney } from "../../money/format-money.js";
import { ruleSentence } from "../rule-sentence.js";
import type { ExplainedCommission } from "./explained-commission.js";

/**
 * The whole of it in one sentence, in the reader's own notation. The server has a sentence too, for those who read the graph
 * without these pages.
 */
export function summarySentence(t: TFunction<"partners">, commission: ExplainedCommission): string {
  const { partner, amount, explanation } = commission;
  const { event, touches, pricing } = explanation;
  const accepted = touches.filter((touch) => touch.accepted).length;
  const own = touches.filter((touch) => touch.isThisCommission).length;
  const sentence = t(event.amount ? "explanation.summary.ofAmount" : "explanation.summary.plain", {
    partner: partner.name,
    amount: formatMoney(amount),
    rule: ruleSentence(t, pricing.rule),
    event: event.type,
    worth: event.amount ? formatMoney(event.amount) : "",
  });
  const credit =
    own === accepted
      ? t("explanation.summary.allClicks", { count: own })
      : t("explanation.summary.someClicks", { count: own, accepted });
  return `${sentence} ${credit}`;
}
