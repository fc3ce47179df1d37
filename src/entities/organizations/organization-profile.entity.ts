import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";

import { graphEnum } from "../../schema/common/graph-enum.js";
import { instant } from "../instant-column.js";
import { Organization } from "./organization.entity.js";

export const SIZE_BUCKETS = ["up_to_50", "up_to_250", "up_to_1000", "over_1000"] as const;
export type SizeBucket = (typeof SIZE_BUCKETS)[number];
export const SizeBucket = graphEnum<SizeBucket>("SizeBucket", "How many people work for an organization.", {
  up_to_50: "1 to 50.",
  up_to_250: "51 to 250.",
  up_to_1000: "251 to 1,000.",
  over_1000: "More than 1,000.",
});

/**
 * What an organization says of itself, how it looks and how it is billed: one row for each, made with it or with its first
 * change. What is null comes from the nearest organization above that has it, and from the defaults if none does.
 */
@Entity("organization_profile")
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Check("ck_organization_profile_size", `size_bucket in (${SIZE_BUCKETS.map((bucket) => `'${bucket}'`).join(", ")})`)
@Check("ck_organization_profile_retention", "recording_retention_days between 1 and 3650")
@Check("ck_organization_profile_payment_terms", "payment_terms_days between 0 and 120")
@Check("ck_organization_profile_primary_color", "primary_color ~ '^#[0-9a-f]{6}$'")
@Check("ck_organization_profile_accent_color", "accent_color ~ '^#[0-9a-f]{6}$'")
export class OrganizationProfile {
  @PrimaryColumn("uuid") organizationId!: string;

  @Column("text", { nullable: true }) description!: string | null;
  @Column("text", { nullable: true }) industry!: string | null;
  @Column("text", { nullable: true }) website!: string | null;
  @Column("text", { nullable: true }) sizeBucket!: SizeBucket | null;
  /** Days that recordings are kept. */
  @Column("int", { nullable: true }) recordingRetentionDays!: number | null;

  @Column("text", { nullable: true }) primaryColor!: string | null;
  @Column("text", { nullable: true }) accentColor!: string | null;
  /** The image's own id: its key in the storage is `<organizationId>/logo-<id>`. */
  @Column("uuid", { nullable: true }) logoId!: string | null;
  @Column("uuid", { nullable: true }) bannerId!: string | null;

  @Column("text", { nullable: true }) billingEmail!: string | null;
  /** Days between an invoice and its due date. */
  @Column("int", { nullable: true }) paymentTermsDays!: number | null;
  @Column("text", { nullable: true }) gstNumber!: string | null;
  @Column("text", { nullable: true }) msmeNumber!: string | null;
  @Column("text", { nullable: true }) panNumber!: string | null;
  /** Whether purchase orders appear. */
  @Column("boolean", { nullable: true }) requiresPurchaseOrders!: boolean | null;

  /** Whether it is found on the page where organizations are explored. */
  @Column("boolean", { default: false }) isListed!: boolean;

  @Column(instant) updatedAt!: Date;
}
