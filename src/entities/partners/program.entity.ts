import { Check, Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { instant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import { TenantEntity } from "../tenant-entity.js";

export const ATTRIBUTION_MODELS = ["last_click", "first_click", "linear", "position", "time_decay"] as const;
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number];

/** What an organization offers its partners to promote. Model and window are current values (S20); the rest has versions. */
@Entity("program")
@Unique(["organizationId", "slug"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Index(["organizationId", "createdAt", "id"])
@Check("ck_program_model", `attribution_model in (${ATTRIBUTION_MODELS.map((model) => `'${model}'`).join(", ")})`)
@Check("ck_program_window", "window_days between 1 and 3650")
export class Program extends TenantEntity {
  @Column("text") slug!: string;
  @Column("text") name!: string;
  @Column("text") attributionModel!: AttributionModel;
  @Column("int") windowDays!: number;
  @Column("text") destinationUrl!: string;
  @Column("text", { array: true, default: "{}" }) deepLinkDomains!: string[];
  @Column(instant) createdAt!: Date;
}
