import type { LedgerAccountKind } from "../../entities/ledger/ledger-account.entity.js";
import type { LedgerTransferKind } from "../../entities/ledger/ledger-transfer.entity.js";
import { assert } from "../../shared/errors.js";

/** One side of a transfer: debit positive. The partner is null for a house account. */
export interface Posting {
  account: LedgerAccountKind;
  partnerId: string | null;
  amountMinor: bigint;
}

/** A transfer as data: its postings sum to zero in one currency. */
export interface PostedTransfer {
  kind: LedgerTransferKind;
  currency: string;
  postings: [debit: Posting, credit: Posting];
}

interface Step {
  partnerId: string;
  /** Above zero. */
  amountMinor: bigint;
  currency: string;
}

const PARTNER_ACCOUNTS: ReadonlySet<LedgerAccountKind> = new Set(["partner_held", "partner_payable"]);

/** From which account each step of a commission or payout takes, and to which it gives. */
const ROUTES = {
  accrual: { debit: "program_expense", credit: "partner_held" },
  approval: { debit: "partner_held", credit: "partner_payable" },
  reversal: { debit: "partner_held", credit: "program_expense" },
  adjustment: { debit: "program_expense", credit: "partner_payable" },
  clawback: { debit: "partner_payable", credit: "program_expense" },
  reservation: { debit: "partner_payable", credit: "payout_in_transit" },
  release: { debit: "payout_in_transit", credit: "partner_payable" },
  settlement: { debit: "payout_in_transit", credit: "funding" },
} as const satisfies Record<LedgerTransferKind, { debit: LedgerAccountKind; credit: LedgerAccountKind }>;

/** The transfer of one step. Every step moves its amount from one account to another, so it always balances. */
export function transferOf(kind: LedgerTransferKind, { partnerId, amountMinor, currency }: Step): PostedTransfer {
  assert(amountMinor > 0n, "a transfer moves an amount");
  const { debit, credit } = ROUTES[kind];
  const side = (account: LedgerAccountKind, signed: bigint): Posting => ({
    account,
    partnerId: PARTNER_ACCOUNTS.has(account) ? partnerId : null,
    amountMinor: signed,
  });
  return { kind, currency, postings: [side(debit, amountMinor), side(credit, -amountMinor)] };
}

/** A correction of what is approved or paid: more goes to payable, less comes back from it, below zero if need be (S18). */
export const correctionOf = (step: Step & { amountMinor: bigint }): PostedTransfer =>
  step.amountMinor > 0n
    ? transferOf("adjustment", step)
    : transferOf("clawback", { ...step, amountMinor: -step.amountMinor });
