import { expect, test } from "@jest/globals";

import {
  dayAfter,
  dayOfInstant,
  instantOfWallClock,
  instantsOfDays,
  wallClockOf,
} from "../../client/src/shell/zoned-day.js";

test("a day begins when the clock of the organization's time zone says so", () => {
  expect(instantOfWallClock("2026-01-15", "America/New_York")).toBe("2026-01-15T05:00:00.000Z");
  expect(instantOfWallClock("2026-07-15", "America/New_York")).toBe("2026-07-15T04:00:00.000Z");
  expect(instantOfWallClock("2026-07-15T09:30", "Asia/Kolkata")).toBe("2026-07-15T04:00:00.000Z");
  expect(instantOfWallClock("no date", "UTC")).toBeNull();
});

test("on the days on which the clock changes, midnight is on its own side of the change", () => {
  expect(instantOfWallClock("2026-03-29", "Europe/Berlin")).toBe("2026-03-28T23:00:00.000Z");
  expect(instantOfWallClock("2026-03-30", "Europe/Berlin")).toBe("2026-03-29T22:00:00.000Z");
  expect(instantOfWallClock("2026-10-25", "Europe/Berlin")).toBe("2026-10-24T22:00:00.000Z");
  expect(instantOfWallClock("2026-10-26", "Europe/Berlin")).toBe("2026-10-25T23:00:00.000Z");
});

test("a range of days includes its last day wholly", () => {
  expect(dayAfter("2026-12-31")).toBe("2027-01-01");
  expect(instantsOfDays({ from: "2026-02-01", until: "2026-02-28" }, "UTC")).toEqual({
    from: "2026-02-01T00:00:00.000Z",
    until: "2026-03-01T00:00:00.000Z",
  });
  expect(instantsOfDays({ until: "nonsense" }, "UTC")).toEqual({ from: null, until: null });
});

test("an instant is shown by the clock there, and read back as the same instant", () => {
  for (const timeZone of ["UTC", "America/St_Johns", "Pacific/Auckland", "Europe/Berlin"]) {
    const shown = wallClockOf("2026-10-01T12:34:00.000Z", timeZone);
    expect(instantOfWallClock(shown, timeZone)).toBe("2026-10-01T12:34:00.000Z");
  }
  expect(dayOfInstant(Date.parse("2026-01-01T03:00:00Z"), "America/New_York")).toBe("2025-12-31");
});
