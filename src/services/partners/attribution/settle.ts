import type { CommissionStatus } from "../../../entities/partners/commission.entity.js";
import { assert } from "../../../shared/errors.js";
import type { DecidedCommission } from "./decision.js";

/** A commission that an earlier decision on the event made, with what adjustments have since added to it. */
export interface StandingCommission {
  id: string;
  partnerId: string;
  programId: string;
  ruleKey: string;
  amountMinor: bigint;
  currency: string;
  status: CommissionStatus;
  /** The sum of its adjustments; negative when they took from it. */
  adjustedMinor: bigint;
}

/** What has to be done so that the event's commissions are worth what its decision says. */
export type SettlementStep =
  | { kind: "accrue"; commission: DecidedCommission }
  | { kind: "reverse"; commissionId: string }
  | { kind: "adjust"; commissionId: string; differenceMinor: bigint };

const keyOf = (commission: { partnerId: string; programId: string; ruleKey: string; currency: string }): string =>
  `${commission.partnerId}/${commission.programId}/${commission.currency}/${commission.ruleKey}`;

/** Paid, or on its way to be: such a commission is never edited, only adjusted. */
const isSettled = (commission: StandingCommission): boolean =>
  commission.status === "approved" || commission.status === "paid";

/**
 * Compares what stands with what a new decision wants (S18): what is held is reversed and accrued anew, what is approved,
 * reserved or paid gets one adjustment of the difference, what was rejected stays worth zero (S21). Nothing is done
 * where the worth stays the same, so deciding twice writes once. Reversals come first, then adjustments, then accruals.
 */
export function settle(
  standing: readonly StandingCommission[],
  desired: readonly DecidedCommission[],
): SettlementStep[] {
  const reversals: SettlementStep[] = [];
  const adjustments: SettlementStep[] = [];
  const accruals: SettlementStep[] = [];
  const wanted = new Map(desired.map((commission) => [keyOf(commission), commission]));
  const earlier = new Map<string, StandingCommission[]>();
  for (const commission of standing) {
    const key = keyOf(commission);
    earlier.set(key, [...(earlier.get(key) ?? []), commission]);
  }

  for (const key of [...new Set([...wanted.keys(), ...earlier.keys()])].toSorted()) {
    const same = earlier.get(key) ?? [];
    const isRejected = same.some(({ status }) => status === "rejected");
    const want = isRejected ? undefined : wanted.get(key);
    const wantedMinor = want?.amountMinor ?? 0n;
    const settled = same.filter(isSettled);
    const held = same.filter(({ status }) => status === "held");
    assert(settled.length + held.length <= 1, "one commission of a partner, program and rule stands for an event");

    const [paid] = settled;
    if (paid) {
      const differenceMinor = wantedMinor - paid.amountMinor - paid.adjustedMinor;
      if (differenceMinor !== 0n) adjustments.push({ kind: "adjust", commissionId: paid.id, differenceMinor });
      continue;
    }
    const [open] = held;
    if (open && open.amountMinor === wantedMinor) continue;
    if (open) reversals.push({ kind: "reverse", commissionId: open.id });
    if (want) accruals.push({ kind: "accrue", commission: want });
  }
  return [...reversals, ...adjustments, ...accruals];
}

/** What a commission is worth to its partner now. */
export function netMinor(commission: StandingCommission): bigint {
  const isWorthless = commission.status === "reversed" || commission.status === "rejected";
  return isWorthless ? 0n : commission.amountMinor + commission.adjustedMinor;
}
