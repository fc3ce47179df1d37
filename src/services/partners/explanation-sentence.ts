import type { CommissionStatus } from "../../entities/partners/commission.entity.js";
import type { Reward } from "../../entities/partners/commission-rule.js";
import type { AttributionModel } from "../../entities/partners/program.entity.js";
import { moneyText } from "../../shared/money-text.js";
import type { ExplainedCommission } from "./explained-commission.js";

const MODEL: Record<AttributionModel, string> = {
  last_click: "last click",
  first_click: "first click",
  linear: "linear",
  position: "position",
  time_decay: "time decay",
};

/** The whole chain in one plain sentence. */
export function explanationSentence(explained: ExplainedCommission): string {
  const { commission, partner, event, trace, pricing, touches, attribution } = explained;
  const { amountMinor, currency } = commission.amount;
  const refunded = BigInt(trace.refundedMinor);
  const of =
    trace.amountMinor === null || trace.currency === null
      ? ""
      : ` of ${moneyText(BigInt(trace.amountMinor), trace.currency)}`;
  const less =
    refunded > 0n && trace.currency !== null ? `, less ${moneyText(refunded, trace.currency)} refunded,` : "";
  const accepted = touches.filter(({ refusal }) => refusal === undefined).length;
  const own = pricing.parts?.length ?? 0;
  const terms =
    pricing.rulesFrom === "terms"
      ? `version ${pricing.termsVersion} of the partner's terms`
      : `version ${pricing.programVersion} of the program`;
  return [
    `${partner.name} earned ${moneyText(amountMinor, currency)}: ${rewardText(pricing.rule.reward)} on the ${event.type}${of}${less}`,
    ` with ${own} of ${accepted} accepted ${accepted === 1 ? "click" : "clicks"}`,
    attribution.model ? ` by the ${MODEL[attribution.model]} model` : "",
    ` under ${terms}; ${standing(explained)}.`,
  ].join("");
}

const rewardText = (reward: Reward): string =>
  reward.kind === "percent"
    ? `${reward.percentE4 / 10_000} %`
    : `a fixed ${moneyText(BigInt(reward.amountMinor), reward.currency)}`;

function standing({ commission: { status, heldUntil, amount }, netMinor }: ExplainedCommission): string {
  const words: Record<CommissionStatus, string> = {
    held: `held until ${heldUntil.toISOString().slice(0, 10)}`,
    approved: "approved",
    paid: "paid",
    reversed: "since taken back",
    rejected: "since rejected",
  };
  const isCorrected = (status === "approved" || status === "paid") && netMinor !== amount.amountMinor;
  return isCorrected ? `${words[status]}, and corrected to ${moneyText(netMinor, amount.currency)}` : words[status];
}
