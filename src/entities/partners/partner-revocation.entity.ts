import { Column, Entity, ForeignKey, Index } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { instant, optionalInstant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Partner } from "./partner.entity.js";

/** A time during which a partner was revoked, kept for ever: S6 asks whether they were when an event was recorded. */
@Entity("partner_revocation")
@ForeignKey(() => Partner, ["organizationId", "partnerId"], ["organizationId", "id"])
@Index(["organizationId", "partnerId"])
export class PartnerRevocation extends TenantEntity {
  @Column("uuid") partnerId!: string;
  @Column(instant) revokedAt!: Date;
  @Column(optionalInstant) reinstatedAt!: Date | null;
  @Column("text", { nullable: true }) reason!: string | null;
  /** The settings revision from which the revocation is known. */
  @Column(bigintColumn) knownFrom!: bigint;
  /** The settings revision from which it is known to be over. */
  @Column({ ...bigintColumn, nullable: true }) liftedKnownFrom!: bigint | null;
}
