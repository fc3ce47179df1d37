import { Field, ObjectType } from "type-graphql";
import type { Relation } from "typeorm";
import { BelongsTo, PartnerSees } from "../../schema/read/describe.js";
import { Column, Entity, ForeignKey, Index } from "typeorm";

import { Money } from "../../shared/money.js";
import { TenantEntity } from "../tenant-entity.js";
import { LedgerAccount } from "./ledger-account.entity.js";
import { LedgerTransfer } from "./ledger-transfer.entity.js";

/** One side of a transfer: debit positive, credit negative. Immutable. */
@ObjectType({ simpleResolvers: true, description: "One side of a transfer: debit positive, credit negative." })
@PartnerSees("whatLeadsHere")
@Entity("ledger_entry")
@ForeignKey(() => LedgerTransfer, ["organizationId", "transferId"], ["organizationId", "id"])
@ForeignKey(() => LedgerAccount, ["organizationId", "accountId"], ["organizationId", "id"])
@Index(["organizationId", "transferId"])
@Index(["organizationId", "accountId", "id"])
export class LedgerEntry extends TenantEntity {
  @Column("uuid") transferId!: string;
  @Column("uuid") accountId!: string;
  @Field(() => Money, { description: "Debit positive, credit negative." })
  @Column(() => Money, { prefix: false })
  amount!: Money;

  @BelongsTo(() => LedgerAccount, "accountId", "On which account.")
  account!: Relation<LedgerAccount>;
}
