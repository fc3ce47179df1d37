/** What was earned on one day, in one currency. */
export interface EarnedDay {
  /** ISO date in the organization's time zone. */
  day: string;
  amountMinor: bigint;
}
