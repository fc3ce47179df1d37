/** How often a rule pays: on every matching event of a person, on their first, or on all but the first (S11). */
export type RuleOccurrence = "every" | "first" | "subsequent";

/** `percentE4` is the percentage times 10,000: 100 % is 1,000,000 (S10: at most four decimals). `amountMinor` is a decimal string. */
export type Reward = { kind: "percent"; percentE4: number } | { kind: "fixed"; amountMinor: string; currency: string };

/** One rule of a program's version or of a partner's terms, as stored. */
export interface CommissionRule {
  /** Stable across versions: a rejected commission stays rejected by it (S21). */
  key: string;
  /** Null: every type but the corrective ones. */
  eventTypes: string[] | null;
  occurrence: RuleOccurrence;
  reward: Reward;
  /** Pays for events within so many calendar months of the person's first (S13); null: for ever. */
  capMonths: number | null;
}
