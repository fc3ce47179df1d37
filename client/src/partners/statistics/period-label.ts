import type { Grain } from "./periods.js";
import { display } from "../../shell/display.js";

/** "21 Nov", "week of 16 Nov", "Nov 2026", in the reader's own notation. */
export function periodLabel(firstDay: string, grain: Grain): string {
  const options: Intl.DateTimeFormatOptions =
    grain === "MONTH" ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(display.locale, { ...options, timeZone: "UTC" }).format(new Date(firstDay));
}
