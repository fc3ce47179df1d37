import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";

import { graphEnum } from "../../schema/common/graph-enum.js";
import { instant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";

export const FUNDING_MODES = ["personal", "wallet", "invoice", "license"] as const;
export type FundingMode = (typeof FUNDING_MODES)[number];
export const FundingMode = graphEnum<FundingMode>("FundingMode", "How what an organization's people use is paid.", {
  personal: "Each person pays for themselves; the organization is told.",
  wallet: "From what the organization has paid in.",
  invoice: "By an invoice, each month.",
  license: "By a contract with a flat fee.",
});

/** How an organization pays: made with it, one for each. */
@Entity("billing_account")
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Check("ck_billing_account_funding_mode", `funding_mode in (${FUNDING_MODES.map((mode) => `'${mode}'`).join(", ")})`)
@Check("ck_billing_account_currency", "currency ~ '^[A-Z]{3}$'")
export class BillingAccount {
  @PrimaryColumn("uuid") organizationId!: string;
  @Column("text") fundingMode!: FundingMode;
  @Column("text") currency!: string;
  @Column(instant) createdAt!: Date;
}
