import { dayOfInstant } from "../../shell/zoned-day.js";

export type Grain = "DAY" | "WEEK" | "MONTH";

const DAY_MS = 86_400_000;

/** The ISO date so many days before today there. */
export function daysBack(days: number, now: number, timeZone: string): string {
  const today = Date.parse(`${dayOfInstant(now, timeZone)}T00:00Z`);
  return new Date(today - days * DAY_MS).toISOString().slice(0, 10);
}

/** The first day of the period that a day is in: itself, the Monday of its week, or the first of its month. */
function periodOf(dayMs: number, grain: Grain): string {
  const day = new Date(dayMs);
  if (grain === "WEEK") day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  if (grain === "MONTH") day.setUTCDate(1);
  return day.toISOString().slice(0, 10);
}

/** Every period from one day to another, both included, so that one in which nothing happened is seen as such. */
export function periodsBetween(from: string, until: string, grain: Grain): string[] {
  const periods = new Set<string>();
  const last = Date.parse(`${until}T00:00Z`);
  for (let day = Date.parse(`${from}T00:00Z`); day <= last; day += DAY_MS) periods.add(periodOf(day, grain));
  return [...periods];
}
