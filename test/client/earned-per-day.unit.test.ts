import { expect, test } from "@jest/globals";

import { earnedPerDay } from "../../client/src/ledger/earned-per-day.js";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const sale = (at: string, amountMinor: number, currency = "USD") => ({
  netAmount: { amountMinor, currency },
  createdAt: at,
  event: { occurredAt: at },
});
const options = { currency: "USD", timeZone: "UTC", now: NOW, daysMax: 3, complete: true };

test("each of the last days has its sum, and a day without sales is zero", () => {
  const rows = [sale("2026-03-10T08:00:00Z", 100), sale("2026-03-10T07:00:00Z", 50), sale("2026-03-08T07:00:00Z", 7)];
  expect(earnedPerDay(rows, options)).toEqual([
    { day: "2026-03-08", amountMinor: 7n },
    { day: "2026-03-09", amountMinor: 0n },
    { day: "2026-03-10", amountMinor: 150n },
  ]);
});

test("a day belongs to the organization's time zone", () => {
  const late = sale("2026-03-09T23:30:00Z", 100);
  const [, , today] = earnedPerDay([late], { ...options, timeZone: "Europe/Berlin" });
  expect(today).toEqual({ day: "2026-03-10", amountMinor: 100n });
});

test("while older commissions are still on the server, the oldest day in hand is not shown", () => {
  const rows = [sale("2026-03-10T08:00:00Z", 100), sale("2026-03-09T08:00:00Z", 100)];
  expect(earnedPerDay(rows, { ...options, complete: false }).map(({ day }) => day)).toEqual(["2026-03-10"]);
});

test("currencies are never mixed", () => {
  const rows = [sale("2026-03-10T08:00:00Z", 100), sale("2026-03-10T08:00:00Z", 100, "KWD")];
  expect(earnedPerDay(rows, options).at(-1)?.amountMinor).toBe(100n);
});
