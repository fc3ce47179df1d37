/** How the reader wants numbers, dates and sums (C-WS-01). Undefined: as the browser says, and no currency first. */
export const display: { locale: string | undefined; currency: string | undefined } = {
  locale: undefined,
  currency: undefined,
};

/** From now on, for what is drawn anew. */
export function displayAs(wanted: { locale: string | null; currency: string | null } | null | undefined): void {
  display.locale = wanted?.locale ?? undefined;
  display.currency = wanted?.currency ?? undefined;
}

/** The reader's own currency before all others, which stay in their order. */
export function ownCurrencyFirst<Row extends { currency: string }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => Number(b.currency === display.currency) - Number(a.currency === display.currency));
}
