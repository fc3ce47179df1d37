import { display } from "../shell/display.js";

/** Rules are written with at most four decimals. */
const DECIMALS_MAX = 4;

function formatRatio(ratio: number, decimalsMax: number): string {
  return new Intl.NumberFormat(display.locale, { style: "percent", maximumFractionDigits: decimalsMax }).format(ratio);
}

/** "12.5%" of the graph's "12.5", as the reader writes it. */
export function formatPercent(percent: string): string {
  return formatRatio(Number(percent) / 100, DECIMALS_MAX);
}

/** "40%" where a share ends within two decimals, else the exact fraction as it came. */
export function formatShare(share: string): string {
  const percent = Number(share) * 100;
  const isShort = Number.isFinite(percent) && Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-6;
  return isShort ? formatRatio(percent / 100, 2) : share;
}
