import { useEffect, useState } from "react";
import { display } from "./display.js";

/** "21 Nov 2026, 09:30" in the organization's time zone, so that everyone who talks about it sees the same clock. */
export function formatInstant(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat(display.locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(
    new Date(instant),
  );
}

/** "21 Nov" for axes and narrow places. `day` is an ISO date without a time. */
export function formatDay(day: string): string {
  return new Intl.DateTimeFormat(display.locale, { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(day),
  );
}

/** The day of an instant, "21 Nov", for narrow places. */
export function formatDayOf(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat(display.locale, { day: "numeric", month: "short", timeZone }).format(
    new Date(instant),
  );
}

const UNITS = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
] as const;

/** "now", "3 min. ago", "2 days ago". */
export function formatAgo(instant: string, now: number): string {
  const format = new Intl.RelativeTimeFormat(display.locale, { numeric: "auto", style: "short" });
  const passedMs = Math.max(now - Date.parse(instant), 0);
  for (const { unit, ms } of UNITS) {
    if (passedMs >= ms) return format.format(-Math.floor(passedMs / ms), unit);
  }
  return format.format(0, "second");
}

/** Whole days until an instant, counting a begun day as one; zero or less once it has passed. */
export function daysUntil(instant: string, now: number): number {
  return Math.ceil((Date.parse(instant) - now) / 86_400_000);
}

/** The present, but never before an instant that has come: what arrives between two renewals is not in the future. */
export function notBefore(instant: string, now: number): number {
  return Math.max(now, Date.parse(instant));
}

const RENEW_MS = 15_000;

/** The present, renewed often enough for words such as "3 min. ago". */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), RENEW_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
