const DAY_MS = 86_400_000;

/** What the wall clock there shows at an instant, as if it were UTC. */
function wallClockAt(instantMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(instantMs);
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"), read("second"));
}

/**
 * The instant at which the wall clock there shows this, such as "2026-03-29T09:00" or "2026-03-29". In the hour that a change
 * to summer time leaves out it is the instant after it. Null when the text is no date.
 */
export function instantOfWallClock(text: string, timeZone: string): string | null {
  const wanted = Date.parse(/T/.test(text) ? `${text}Z` : `${text}T00:00Z`);
  if (Number.isNaN(wanted)) return null;
  // The offset of the first guess may be that of the other side of a change; the second one has the right side's.
  let instant = wanted - (wallClockAt(wanted, timeZone) - wanted);
  instant = wanted - (wallClockAt(instant, timeZone) - instant);
  return new Date(instant).toISOString();
}

/** The day after, as an ISO date: ranges are half-open. Null when the text is no date. */
export function dayAfter(day: string): string | null {
  const parsed = Date.parse(`${day}T00:00Z`);
  return Number.isNaN(parsed) ? null : new Date(parsed + DAY_MS).toISOString().slice(0, 10);
}

/** What a date-and-time field shows of an instant: "2026-03-29T09:00" by the clock there. */
export function wallClockOf(instant: string, timeZone: string): string {
  return new Date(wallClockAt(Date.parse(instant), timeZone)).toISOString().slice(0, 16);
}

/** The ISO date of an instant there. */
export function dayOfInstant(instantMs: number, timeZone: string): string {
  return new Date(wallClockAt(instantMs, timeZone)).toISOString().slice(0, 10);
}

/** Whole days as the graph's half-open range of instants, both ends optional. */
export function instantsOfDays(
  days: { from?: string | undefined; until?: string | undefined },
  timeZone: string,
): { from: string | null; until: string | null } {
  const dayAfterLast = days.until ? dayAfter(days.until) : null;
  return {
    from: days.from ? instantOfWallClock(days.from, timeZone) : null,
    until: dayAfterLast ? instantOfWallClock(dayAfterLast, timeZone) : null,
  };
}
