import { display } from "./display.js";

/** "12,345" in the reader's own notation. */
export function formatCount(count: number | bigint): string {
  return new Intl.NumberFormat(display.locale).format(count);
}
