import { describe, expect, test } from "@jest/globals";

import type { EarningsFrame } from "../../client/src/ledger/earnings-frame.js";
import { totalMinor, withFrame, withNews, withSnapshot } from "../../client/src/ledger/earnings-state.js";
import type { EarningsState } from "../../client/src/ledger/earnings-state.js";

const money = (amountMinor: number, currency = "USD") => ({ amountMinor, currency });

const snapshot = (held: number, heldVersion: string, payable = 0, payableVersion = "0") => ({
  cursor: "at the snapshot",
  accounts: [{ currency: "USD", held: money(held), payable: money(payable), heldVersion, payableVersion }],
});

const accrual = (commissionId: string, amount: number, version: string, balanceAfter: number): EarningsFrame => ({
  cursor: `after ${commissionId}`,
  kind: "ACCRUED",
  at: "2026-01-01T00:00:00.000Z",
  amount: money(amount),
  commission: { id: commissionId, program: { name: "Summer" }, event: { type: "purchase" } },
  accounts: [{ kind: "HELD", version, balanceAfter: money(balanceAfter) }],
});

const correction = (version: string): EarningsFrame => ({ ...accrual("c1", -50, version, 0), kind: "ADJUSTED" });

const totals = (state: EarningsState) => state.currencies.map((currency) => [currency.currency, totalMinor(currency)]);

describe("what a partner sees of their earnings", () => {
  test("a frame sets the balance that it names", () => {
    const state = withFrame(withSnapshot(null, snapshot(1_000, "7")), accrual("c1", 250, "8", 1_250));
    expect(totals(state)).toEqual([["USD", 1_250n]]);
    expect(state.news).toMatchObject([{ commissionId: "c1", amountMinor: 250n, programName: "Summer" }]);
  });

  test("a frame that arrives twice changes nothing and is told once", () => {
    const once = withFrame(withSnapshot(null, snapshot(1_000, "7")), accrual("c1", 250, "8", 1_250));
    const twice = withFrame(once, accrual("c1", 250, "8", 1_250));
    expect(twice).toEqual(once);
  });

  test("a frame older than the balance shown is news, but moves no figure", () => {
    const state = withFrame(withSnapshot(null, snapshot(1_250, "8")), accrual("c0", 100, "6", 900));
    expect(totals(state)).toEqual([["USD", 1_250n]]);
    expect(state.news).toHaveLength(1);
  });

  test("versions are compared as numbers, not as text", () => {
    const state = withFrame(withSnapshot(null, snapshot(1_000, "9")), accrual("c1", 250, "10", 1_250));
    expect(totals(state)).toEqual([["USD", 1_250n]]);
  });

  test("a late snapshot does not take back what frames have shown since", () => {
    const state = withFrame(withSnapshot(null, snapshot(1_000, "7")), accrual("c1", 250, "8", 1_250));
    expect(totals(withSnapshot(state, snapshot(1_000, "7")))).toEqual([["USD", 1_250n]]);
  });

  test("an approval moves money from held to payable and leaves the total alone", () => {
    const state = withFrame(withSnapshot(null, snapshot(1_000, "7")), {
      ...accrual("c1", 400, "8", 600),
      kind: "APPROVED",
      accounts: [
        { kind: "HELD", version: "8", balanceAfter: money(600) },
        { kind: "PAYABLE", version: "1", balanceAfter: money(400) },
      ],
    });
    expect(totals(state)).toEqual([["USD", 1_000n]]);
    expect(state.currencies[0]?.payable.amountMinor).toBe(400n);
  });

  test("the first frame of a currency opens it", () => {
    const state = withFrame(withSnapshot(null, { cursor: "", accounts: [] }), {
      ...accrual("c1", 1_250, "1", 0),
      accounts: [{ kind: "HELD", version: "1", balanceAfter: money(1_250, "KWD") }],
    });
    expect(totals(state)).toEqual([["KWD", 1_250n]]);
  });

  test("a reversal is told as a loss", () => {
    const state = withFrame(withSnapshot(null, snapshot(1_000, "7")), {
      ...accrual("c1", 250, "8", 750),
      kind: "REVERSED",
    });
    expect(state.news[0]?.amountMinor).toBe(-250n);
  });

  test("two corrections of one commission are two pieces of news", () => {
    const state = withFrame(withFrame(withSnapshot(null, snapshot(0, "0")), correction("1")), correction("2"));
    expect(state.news).toHaveLength(2);
  });

  test("a commission known from the list is not told again when its frame arrives", () => {
    const begun = withFrame(withSnapshot(null, snapshot(0, "0")), accrual("c1", 250, "1", 250));
    const [news] = begun.news;
    expect(withNews(begun, news ? [news] : [])).toBe(begun);
  });
});
