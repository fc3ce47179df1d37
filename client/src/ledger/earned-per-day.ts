import type { GraphMoney } from "../money/format-money.js";

/** What the chart needs of a commission. */
export interface EarnedCommission {
  netAmount: GraphMoney;
  createdAt: string;
  event: { occurredAt: string };
}

export interface EarnedDay {
  /** ISO date in the organization's time zone. */
  day: string;
  amountMinor: bigint;
}

const DAY_MS = 86_400_000;

/**
 * What was earned on each of the last days, oldest first, in one currency. Only days that the rows cover wholly are
 * returned: with older commissions still on the server, the oldest row's own day may lack some.
 */
export function earnedPerDay(
  rows: readonly EarnedCommission[],
  options: { currency: string; timeZone: string; now: number; daysMax: number; complete: boolean },
): EarnedDay[] {
  const dayFormat = new Intl.DateTimeFormat("en-CA", {
    timeZone: options.timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const dayOf = (instant: number) => dayFormat.format(instant);

  // An unseen commission was made no later than the oldest one seen, and its event happened before that.
  const oldestSeen = Math.min(...rows.map(({ createdAt }) => Date.parse(createdAt)));
  const coveredAfter = options.complete || rows.length === 0 ? "" : dayOf(oldestSeen);

  const days = new Map<string, bigint>();
  for (let back = options.daysMax - 1; back >= 0; back -= 1) {
    const day = dayOf(options.now - back * DAY_MS);
    if (day > coveredAfter) days.set(day, 0n);
  }
  for (const { netAmount, event } of rows) {
    if (netAmount.currency !== options.currency) continue;
    const day = dayOf(Date.parse(event.occurredAt));
    const sum = days.get(day);
    if (sum !== undefined) days.set(day, sum + BigInt(netAmount.amountMinor));
  }
  return [...days].map(([day, amountMinor]) => ({ day, amountMinor }));
}
