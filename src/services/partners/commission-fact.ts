import type { JournalData, JournalFact } from "../audit/journal-fact.js";
import type { AccountAfter } from "../ledger/ledger.service.js";

export type CommissionStepKind =
  | "commission.accrued"
  | "commission.approved"
  | "commission.reversed"
  | "commission.adjusted"
  | "commission.rejected";

/** What an entry of the journal says of a commission. */
export interface CommissionSubject {
  id: string;
  eventId: string;
  partnerId: string;
  programId: string;
  ruleKey: string;
  currency: string;
}

/**
 * One step of a commission as the journal tells it: with the partner's accounts as the step left them, so that a live
 * frame needs no other table. `balanceMinor` is what the account owes the partner, so the ledger's balance negated.
 *
 * @param amountMinor of the step; negative for an adjustment that takes back.
 */
export function commissionFact(
  kind: CommissionStepKind,
  commission: CommissionSubject,
  amountMinor: bigint,
  accounts: readonly AccountAfter[],
  more: JournalData = {},
): JournalFact {
  return {
    kind,
    subject: { type: "commission", id: commission.id },
    data: {
      commissionId: commission.id,
      partnerId: commission.partnerId,
      programId: commission.programId,
      eventId: commission.eventId,
      ruleKey: commission.ruleKey,
      amountMinor: amountMinor.toString(),
      currency: commission.currency,
      accounts: accounts.map(({ kind: account, version, balanceMinor }) => ({
        kind: account,
        version: version.toString(),
        balanceMinor: (-balanceMinor).toString(),
      })),
      ...more,
    },
    partnerId: commission.partnerId,
  };
}
