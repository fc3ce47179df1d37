/** An approved commission or an open adjustment of one partner in one currency. */
export interface PayableItem {
  id: string;
  /** Negative for an adjustment that takes back. */
  amountMinor: bigint;
}

export type PayoutSelection =
  | { kind: "payout"; amountMinor: bigint; itemIds: string[] }
  | { kind: "waits"; reason: "nothing_owed" | "below_minimum" | "on_hold" };

/**
 * What the next payout to a partner in one currency takes (S22): all approved commissions and open adjustments, if
 * their sum is positive and reaches the minimum; else all of them wait. Being revoked changes nothing, a hold does.
 */
export function selectPayout(
  items: readonly PayableItem[],
  terms: { minimumMinor: bigint; isOnHold: boolean },
): PayoutSelection {
  if (terms.isOnHold) return { kind: "waits", reason: "on_hold" };
  const amountMinor = items.reduce((sum, item) => sum + item.amountMinor, 0n);
  if (amountMinor <= 0n) return { kind: "waits", reason: "nothing_owed" };
  if (amountMinor < terms.minimumMinor) return { kind: "waits", reason: "below_minimum" };
  return { kind: "payout", amountMinor, itemIds: items.map(({ id }) => id).toSorted() };
}
