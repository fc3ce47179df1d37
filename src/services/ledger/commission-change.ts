import type { JournalKind } from "../audit/journal-kinds.js";

/** The journal's kinds that tell of a commission, as frames name them. */
export const COMMISSION_CHANGES = {
  "commission.accrued": "accrued",
  "commission.approved": "approved",
  "commission.reversed": "reversed",
  "commission.adjusted": "adjusted",
  "commission.rejected": "rejected",
} as const satisfies Partial<Record<JournalKind, string>>;

type CommissionKind = keyof typeof COMMISSION_CHANGES;

export const COMMISSION_KINDS = Object.keys(COMMISSION_CHANGES) as CommissionKind[];

export type CommissionChangeKind = (typeof COMMISSION_CHANGES)[CommissionKind];

/** What an entry of one of these kinds tells. */
export const commissionChangeOf = (kind: string): CommissionChangeKind => COMMISSION_CHANGES[kind as CommissionKind];
