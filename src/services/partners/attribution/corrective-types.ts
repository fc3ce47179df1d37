/**
 * Types that take something back. Such an event earns nothing (A-ATTR-13) and counts in no history (S11), whether it
 * names the event that it corrects or not. Every event with a `refundOf` is corrective as well, whatever its type.
 */
export const CORRECTIVE_TYPES: ReadonlySet<string> = new Set([
  "refund",
  "dispute",
  "dispute_lost",
  "chargeback",
  "invoice_failed",
]);

export const isCorrective = (event: { type: string; refundOf: string | null }): boolean =>
  event.refundOf !== null || CORRECTIVE_TYPES.has(event.type);
