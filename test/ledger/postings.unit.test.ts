import { expect, test } from "@jest/globals";

import { LEDGER_TRANSFER_KINDS } from "../../src/entities/ledger/ledger-transfer.entity.js";
import { correctionOf, transferOf } from "../../src/services/ledger/postings.js";
import { selectPayout } from "../../src/services/ledger/payout-selection.js";

const step = { partnerId: "ann", amountMinor: 500n, currency: "USD" };
const routeOf = (kind: (typeof LEDGER_TRANSFER_KINDS)[number]): string[] =>
  transferOf(kind, step).postings.map(({ account, amountMinor }) => `${account} ${amountMinor}`);

test("a transfer's entries sum to zero in one currency, for every step", () => {
  for (const kind of LEDGER_TRANSFER_KINDS) {
    const { postings } = transferOf(kind, step);
    expect(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n);
  }
});

test("S22 each step goes from one account to another, debit positive, and only partner accounts name a partner", () => {
  expect(routeOf("accrual")).toEqual(["program_expense 500", "partner_held -500"]);
  expect(routeOf("approval")).toEqual(["partner_held 500", "partner_payable -500"]);
  expect(routeOf("reversal")).toEqual(["partner_held 500", "program_expense -500"]);
  expect(routeOf("reservation")).toEqual(["partner_payable 500", "payout_in_transit -500"]);
  expect(routeOf("release")).toEqual(["payout_in_transit 500", "partner_payable -500"]);
  expect(routeOf("settlement")).toEqual(["payout_in_transit 500", "funding -500"]);
  expect(routeOf("clawback")).toEqual(["partner_payable 500", "program_expense -500"]);
  expect(transferOf("accrual", step).postings.map(({ partnerId }) => partnerId)).toEqual([null, "ann"]);
});

test("S18 a correction upwards goes to payable, one downwards comes back from it", () => {
  expect(correctionOf(step).kind).toBe("adjustment");
  const down = correctionOf({ ...step, amountMinor: -200n });
  expect([down.kind, down.postings[0].amountMinor]).toEqual(["clawback", 200n]);
});

test("S22 a payout takes everything or waits: a positive sum that reaches the minimum, and no hold", () => {
  const items = [
    { id: "b", amountMinor: 700n },
    { id: "a", amountMinor: -200n },
  ];
  const select = (minimumMinor: bigint, isOnHold = false, of = items): unknown =>
    selectPayout(of, { minimumMinor, isOnHold });
  expect(select(500n)).toEqual({ kind: "payout", amountMinor: 500n, itemIds: ["a", "b"] });
  expect(select(501n)).toEqual({ kind: "waits", reason: "below_minimum" });
  expect(select(0n, true)).toEqual({ kind: "waits", reason: "on_hold" });
  expect(select(0n, false, [{ id: "a", amountMinor: -1n }])).toEqual({ kind: "waits", reason: "nothing_owed" });
  expect(select(0n, false, [])).toEqual({ kind: "waits", reason: "nothing_owed" });
});
