import { Check, Column, Entity, ForeignKey, Index } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { Organization } from "../organizations/organization.entity.js";
import { Partner } from "../partners/partner.entity.js";
import { TenantEntity } from "../tenant-entity.js";

export const LEDGER_ACCOUNT_KINDS = [
  "program_expense",
  "partner_held",
  "partner_payable",
  "payout_in_transit",
  "funding",
] as const;
export type LedgerAccountKind = (typeof LEDGER_ACCOUNT_KINDS)[number];

/**
 * An account of the double-entry ledger, debit positive. Balance and version are kept for partner accounts only: a house
 * account's balance is the sum of its entries, or every event would queue on one row.
 */
@Entity("ledger_account")
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@ForeignKey(() => Partner, ["organizationId", "partnerId"], ["organizationId", "id"])
@Index(["organizationId", "partnerId", "kind", "currency"], { unique: true, where: "partner_id is not null" })
@Index("ix_ledger_account_house", ["organizationId", "kind", "currency"], { unique: true, where: "partner_id is null" })
@Check("ck_ledger_account_kind", `kind in (${LEDGER_ACCOUNT_KINDS.map((kind) => `'${kind}'`).join(", ")})`)
export class LedgerAccount extends TenantEntity {
  @Column("text") kind!: LedgerAccountKind;
  /** Null for a house account. */
  @Column("uuid", { nullable: true }) partnerId!: string | null;
  @Column("text") currency!: string;
  @Column({ ...bigintColumn, default: 0 }) balanceMinor!: bigint;
  /** Raised with every transfer that touches a partner account: a reader ignores what is older than what it shows. */
  @Column({ ...bigintColumn, default: 0 }) version!: bigint;
}
