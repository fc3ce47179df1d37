/** A day as the rules count it: always 86,400,000 ms. */
export const DAY_MS = 86_400_000;

/** The same time of day so many calendar months later, UTC, the day clamped: 31 January + 1 month = 28 February (S13). */
export function addCalendarMonths(instantMs: number, months: number): number {
  const later = new Date(instantMs);
  const day = later.getUTCDate();
  // The first of the month exists in every month; the setters carry into the years.
  later.setUTCDate(1);
  later.setUTCMonth(later.getUTCMonth() + months);
  const nextMonth = new Date(later);
  nextMonth.setUTCMonth(later.getUTCMonth() + 1);
  const daysInMonth = Math.round((nextMonth.getTime() - later.getTime()) / DAY_MS);
  later.setUTCDate(Math.min(day, daysInMonth));
  return later.getTime();
}
