import { expect, test } from "@jest/globals";

import { checkExplanation } from "../../client/src/partners/explanation/explanation-checks.js";
import type { CheckedCommission } from "../../client/src/partners/explanation/explanation-checks.js";

const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });

const commission: CheckedCommission = {
  amount: usd(600),
  explanation: {
    event: { amount: usd(10_000) },
    touches: [
      { accepted: true, isThisCommission: true, value: usd(6_000), reward: usd(600) },
      { accepted: true, isThisCommission: false, value: usd(4_000), reward: usd(400) },
      { accepted: false, isThisCommission: false, value: null, reward: null },
    ],
    pricing: { partnerShare: usd(600) },
    steps: [{ entries: [{ amount: usd(600) }, { amount: usd(-600) }] }],
    adjustments: [],
    netAmount: usd(600),
    reconciles: true,
  },
};

const differing = (changed: CheckedCommission) =>
  checkExplanation(changed)
    .filter(({ agrees }) => !agrees)
    .map(({ name }) => name);

const explained = (change: Partial<CheckedCommission["explanation"]>): CheckedCommission => ({
  ...commission,
  explanation: { ...commission.explanation, ...change },
});

test("an explanation whose sums agree passes every check", () => {
  expect(differing(commission)).toEqual([]);
});

test("one minor unit too many is found, wherever it is", () => {
  const touches = commission.explanation.touches.slice(0, 1);
  expect(differing(explained({ touches }))).toEqual(["values"]);
  expect(differing(explained({ pricing: { partnerShare: usd(601) } }))).toEqual(["rewards"]);
  expect(differing(explained({ steps: [{ entries: [{ amount: usd(600) }, { amount: usd(-599) }] }] }))).toEqual([
    "steps",
  ]);
  expect(differing(explained({ adjustments: [{ amount: usd(-100) }] }))).toEqual(["net"]);
  expect(differing(explained({ reconciles: false }))).toEqual(["server"]);
});
