import { Field, ObjectType } from "type-graphql";
import type { Relation } from "typeorm";
import type { Money } from "../../shared/money.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { CurrencyCode } from "../../schema/common/currency-code.js";
import { BelongsTo, ComputedMoney, PartnerSees } from "../../schema/read/describe.js";
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
export const LedgerAccountKind = graphEnum<LedgerAccountKind>("LedgerAccountKind", "What an account holds.", {
  program_expense: "What programs cost.",
  partner_held: "What a partner has earned and waits for.",
  partner_payable: "What a partner is owed.",
  payout_in_transit: "What is on its way to partners.",
  funding: "What payouts are paid from.",
});

/**
 * An account of the double-entry ledger, debit positive. Balance and version are kept for partner accounts only: a house
 * account's balance is the sum of its entries, or every event would queue on one row.
 */
@ObjectType({ simpleResolvers: true, description: "An account of the double-entry ledger." })
@PartnerSees({ own: "partnerId" })
@Entity("ledger_account")
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@ForeignKey(() => Partner, ["organizationId", "partnerId"], ["organizationId", "id"])
@Index(["organizationId", "partnerId", "kind", "currency"], { unique: true, where: "partner_id is not null" })
@Index("ix_ledger_account_house", ["organizationId", "kind", "currency"], { unique: true, where: "partner_id is null" })
@Check("ck_ledger_account_kind", `kind in (${LEDGER_ACCOUNT_KINDS.map((kind) => `'${kind}'`).join(", ")})`)
export class LedgerAccount extends TenantEntity {
  @Field(() => LedgerAccountKind, { description: "What it holds." })
  @Column("text")
  kind!: LedgerAccountKind;

  /** Null for a house account. */
  @Column("uuid", { nullable: true }) partnerId!: string | null;
  @Field(() => CurrencyCode, { description: "An account has one currency." })
  @Column("text")
  currency!: string;

  @Column({ ...bigintColumn, default: 0 }) balanceMinor!: bigint;
  /** Raised with every transfer that touches a partner account: a reader ignores what is older than what it shows. */
  @Column({ ...bigintColumn, default: 0 }) version!: bigint;

  @ComputedMoney(
    {
      amountMinor: (row) => row("balanceMinor"),
      currency: (row) => row("currency"),
      presentIf: (row) => `${row("partnerId")} IS NOT NULL`,
    },
    "Debits less credits, so what is owed to a partner is negative. Kept for partners' accounts; null for the house's.",
  )
  balance!: Money | null;

  @BelongsTo(() => Partner, "partnerId", "Whose account; null for the house's.", { nullable: true })
  partner!: Relation<Partner> | null;
}
