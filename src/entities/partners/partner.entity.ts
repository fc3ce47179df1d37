import { Check, Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import { TenantEntity } from "../tenant-entity.js";

export type PartnerStatus = "invited" | "active" | "revoked";

/** One who earns commission in an organization's partner program: an affiliate, a creator. */
@Entity("partner")
@Unique(["organizationId", "email"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Index(["organizationId", "createdAt", "id"])
@Check("ck_partner_status", "status in ('invited', 'active', 'revoked')")
export class Partner extends TenantEntity {
  @Column("text") name!: string;
  /** In lower case, so that a plain comparison finds it. */
  @Column("text") email!: string;
  @Column("text") status!: PartnerStatus;
  @Column("int", { default: 1 }) generation!: number;
  @Column(instant) createdAt!: Date;
  @Column(optionalInstant) activatedAt!: Date | null;
  @Column(optionalInstant) revokedAt!: Date | null;
  @Column("text", { nullable: true }) revokeReason!: string | null;
}
