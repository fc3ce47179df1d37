import { LedgerEntry } from "./ledger-entry.entity.js";
import { Field, ObjectType } from "type-graphql";
import type { Relation } from "typeorm";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { DateTime } from "../../schema/common/date-time.js";
import { BelongsTo, HasMany, PartnerSees } from "../../schema/read/describe.js";
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
export const LedgerTransferKind = graphEnum<LedgerTransferKind>("LedgerTransferKind", "A step in the ledger.", {
  accrual: "Earned: held from now on.",
  approval: "The hold has ended: payable.",
  reversal: "Taken back.",
  adjustment: "Corrected later.",
  reservation: "Set aside for a payout.",
  release: "Given back from a payout that failed.",
  settlement: "Paid.",
  clawback: "Taken back after it was paid.",
});

/** One step of a commission in the ledger; its entries sum to zero in one currency. Never edited. */
@ObjectType({ simpleResolvers: true, description: "One step of a commission in the ledger: its entries sum to zero." })
@PartnerSees("whatLeadsHere")
@Entity("ledger_transfer")
@ForeignKey(() => Commission, ["organizationId", "commissionId"], ["organizationId", "id"])
@ForeignKey(() => Adjustment, ["organizationId", "adjustmentId"], ["organizationId", "id"])
@Index(["organizationId", "commissionId"])
@Check("ck_ledger_transfer_kind", `kind in (${LEDGER_TRANSFER_KINDS.map((kind) => `'${kind}'`).join(", ")})`)
@Index(["organizationId", "createdAt", "id"])
export class LedgerTransfer extends TenantEntity {
  @Field(() => LedgerTransferKind, { description: "Which step." })
  @Column("text")
  kind!: LedgerTransferKind;

  @Column("uuid", { nullable: true }) commissionId!: string | null;
  @Column("uuid", { nullable: true }) adjustmentId!: string | null;
  @Field(() => DateTime, { description: "When." })
  @Column(instant)
  createdAt!: Date;

  @BelongsTo(() => Commission, "commissionId", "Whose step it is.", { nullable: true })
  commission!: Relation<Commission> | null;

  @HasMany(
    () => LedgerEntry,
    { key: "transferId", order: (row) => row("id") },
    "Its entries: they sum to zero in one currency.",
  )
  entries!: Relation<LedgerEntry>[];
}
