import type { Adjustment } from "../../entities/partners/adjustment.entity.js";
import type { Attribution } from "../../entities/partners/attribution.entity.js";
import type { Commission } from "../../entities/partners/commission.entity.js";
import type { Event } from "../../entities/partners/event.entity.js";
import type { Partner } from "../../entities/partners/partner.entity.js";
import type { LedgerTransferKind } from "../../entities/ledger/ledger-transfer.entity.js";
import type { LedgerAccountKind } from "../../entities/ledger/ledger-account.entity.js";
import type { DecisionTrace, TracedPricing, TracedTouch } from "./attribution/decision.js";

/** A step of the commission in the ledger. */
export interface ExplainedStep {
  transferId: string;
  kind: LedgerTransferKind;
  at: Date;
  currency: string;
  /** Debit positive. */
  entries: { account: LedgerAccountKind; amountMinor: bigint }[];
  /** Null while its journal entry waits for its seal. */
  journalPosition: bigint | null;
}

/** A considered click with the link it came by. */
export type LinkedTouch = TracedTouch & { linkId: string };

/** Everything behind one commission, as it was stored, and whether it adds up. */
export interface ExplainedCommission {
  commission: Commission;
  partner: Partner;
  event: Event;
  /** The decision that made the commission. */
  attribution: Attribution;
  trace: DecisionTrace;
  touches: LinkedTouch[];
  /** How this commission's rule was applied. */
  pricing: TracedPricing;
  person: { id: string; stitchedAt: Date | null; visitors: number };
  steps: ExplainedStep[];
  adjustments: Adjustment[];
  netMinor: bigint;
  reconciles: boolean;
}
