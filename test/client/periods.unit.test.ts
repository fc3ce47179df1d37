import { expect, test } from "@jest/globals";

import { daysBack, periodsBetween } from "../../client/src/partners/statistics/periods.js";

test("every day, week and month of a range is there once, also those in which nothing happened", () => {
  expect(periodsBetween("2026-02-27", "2026-03-02", "DAY")).toEqual([
    "2026-02-27",
    "2026-02-28",
    "2026-03-01",
    "2026-03-02",
  ]);
  // The first of March 2026 is a Sunday: its week began on the Monday before.
  expect(periodsBetween("2026-02-27", "2026-03-09", "WEEK")).toEqual(["2026-02-23", "2026-03-02", "2026-03-09"]);
  expect(periodsBetween("2025-12-31", "2026-02-01", "MONTH")).toEqual(["2025-12-01", "2026-01-01", "2026-02-01"]);
});

test("days are counted back from the organization's own today", () => {
  const now = Date.parse("2026-03-01T03:00:00Z");
  expect(daysBack(0, now, "America/New_York")).toBe("2026-02-28");
  expect(daysBack(29, now, "UTC")).toBe("2026-01-31");
});
