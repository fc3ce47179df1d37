import type { GraphMoney } from "../money/format-money.js";

/** What happened to a commission. */
export type EarningsChange = "ACCRUED" | "APPROVED" | "REVERSED" | "ADJUSTED" | "REJECTED";

/** A partner's balances as a query answers them, with the cursor that the subscription goes on from. */
export interface EarningsSnapshot {
  cursor: string;
  accounts: readonly {
    currency: string;
    held: GraphMoney;
    payable: GraphMoney;
    heldVersion: string;
    payableVersion: string;
  }[];
}

/** One change as the subscription tells it. */
export interface EarningsFrame {
  cursor: string;
  kind: EarningsChange;
  at: string;
  amount: GraphMoney;
  commission?: { id: string; program: { name: string }; event: { type: string } } | null;
  accounts: readonly { kind: "HELD" | "PAYABLE"; version: string; balanceAfter: GraphMoney }[];
}
