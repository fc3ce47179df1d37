import { Check, Column, Entity, ForeignKey, Index } from "typeorm";

import { instant } from "../instant-column.js";
import { Adjustment } from "../partners/adjustment.entity.js";
import { Commission } from "../partners/commission.entity.js";
import { TenantEntity } from "../tenant-entity.js";

export const LEDGER_TRANSFER_KINDS = [
  "accrual",
  "approval",
  "reversal",
  "adjustment",
  "reservation",
  "release",
  "settlement",
  "clawback",
] as const;
export type LedgerTransferKind = (typeof LEDGER_TRANSFER_KINDS)[number];

/** One step of a commission in the ledger; its entries sum to zero in one currency. Never edited. */
@Entity("ledger_transfer")
@ForeignKey(() => Commission, ["organizationId", "commissionId"], ["organizationId", "id"])
@ForeignKey(() => Adjustment, ["organizationId", "adjustmentId"], ["organizationId", "id"])
@Index(["organizationId", "commissionId"])
@Check("ck_ledger_transfer_kind", `kind in (${LEDGER_TRANSFER_KINDS.map((kind) => `'${kind}'`).join(", ")})`)
export class LedgerTransfer extends TenantEntity {
  @Column("text") kind!: LedgerTransferKind;
  @Column("uuid", { nullable: true }) commissionId!: string | null;
  @Column("uuid", { nullable: true }) adjustmentId!: string | null;
  @Column(instant) createdAt!: Date;
}
