import { Column, Entity, ForeignKey, Index } from "typeorm";

import { Money } from "../../shared/money.js";
import { TenantEntity } from "../tenant-entity.js";
import { LedgerAccount } from "./ledger-account.entity.js";
import { LedgerTransfer } from "./ledger-transfer.entity.js";

/** One side of a transfer: debit positive, credit negative. Immutable. */
@Entity("ledger_entry")
@ForeignKey(() => LedgerTransfer, ["organizationId", "transferId"], ["organizationId", "id"])
@ForeignKey(() => LedgerAccount, ["organizationId", "accountId"], ["organizationId", "id"])
@Index(["organizationId", "transferId"])
@Index(["organizationId", "accountId", "id"])
export class LedgerEntry extends TenantEntity {
  @Column("uuid") transferId!: string;
  @Column("uuid") accountId!: string;
  @Column(() => Money, { prefix: false }) amount!: Money;
}
