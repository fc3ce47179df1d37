import { expect, test } from "@jest/globals";
import fc from "fast-check";

import { allocateRefunds } from "../../../src/services/partners/attribution/refund-allocation.js";
import type { RefundFact } from "../../../src/services/partners/attribution/refund-allocation.js";

const usd = (amountMinor: bigint): { amountMinor: bigint; currency: string } => ({ amountMinor, currency: "USD" });
const refund = (externalId: string, amountMinor: bigint | null, currency = "USD"): RefundFact => ({
  externalId,
  occurredAtMs: 0,
  amount: amountMinor === null ? null : { amountMinor, currency },
});

test("S17 more than the remainder is refused, and what fits after it still applies", () => {
  const { total, refusals } = allocateRefunds(usd(100n), [refund("a", 60n), refund("b", 50n), refund("c", 40n)]);
  expect(total).toEqual({ refundedMinor: 100n, whole: false });
  expect([...refusals]).toEqual([
    ["a", null],
    ["b", "more_than_remaining"],
    ["c", null],
  ]);
});

test("S17 a refund in another currency is refused", () => {
  expect(allocateRefunds(usd(100n), [refund("a", 10n, "EUR")]).refusals.get("a")).toBe("other_currency");
});

test("S17 a refund without an amount takes what is left, also of an event without an amount", () => {
  expect(allocateRefunds(usd(100n), [refund("a", 30n), refund("b", null)]).total).toEqual({
    refundedMinor: 100n,
    whole: true,
  });
  expect(allocateRefunds(null, [refund("a", null)]).total).toEqual({ refundedMinor: 0n, whole: true });
  expect(allocateRefunds(null, [refund("a", 1n)]).refusals.get("a")).toBe("more_than_remaining");
});

test("S17 the same refunds leave the same remainder in whatever order they arrive", () => {
  const refunds = fc.uniqueArray(
    fc.record({
      externalId: fc.stringMatching(/^[a-z]{1,3}$/),
      occurredAtMs: fc.nat(3),
      amount: fc.option(
        fc.record({ amountMinor: fc.bigInt({ min: 0n, max: 80n }), currency: fc.constantFrom("USD", "EUR") }),
      ),
    }),
    { selector: ({ externalId }) => externalId },
  );
  fc.assert(
    fc.property(refunds, (given) => {
      const { total, refusals } = allocateRefunds(usd(100n), given);
      const other = allocateRefunds(usd(100n), given.toReversed());
      expect(other.total).toEqual(total);
      expect(new Map(other.refusals)).toEqual(new Map(refusals));
      expect(total.refundedMinor >= 0n && total.refundedMinor <= 100n).toBe(true);
    }),
  );
});
