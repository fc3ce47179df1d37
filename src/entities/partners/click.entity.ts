import { Column, Entity, ForeignKey, Index } from "typeorm";

import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Link } from "./link.entity.js";

/** A visit through a partner's link. Written once, by an insert-only role, and never changed. */
@Entity("click")
@ForeignKey(() => Link, ["organizationId", "linkId"], ["organizationId", "id"])
@Index(["organizationId", "clickedAt", "id"])
@Index(["organizationId", "visitorId", "clickedAt", "id"])
@Index(["organizationId", "linkId", "sourceHash", "clickedAt"], { where: "source_hash is not null" })
export class Click extends TenantEntity {
  @Column("uuid") linkId!: string;
  @Column("uuid") programId!: string;
  @Column("uuid") partnerId!: string;
  /** The first-party cookie that the first click sets (S3). */
  @Column("uuid") visitorId!: string;
  @Column(instant) clickedAt!: Date;
  /** A keyed hash of address and user agent, for velocity and duplicates; null for imported clicks, which are not judged. */
  @Column("bytea", { nullable: true }) sourceHash!: Buffer | null;
  @Column("text", { nullable: true }) subId!: string | null;
  /** Stamped from what the redirect knew: such a click never earns. */
  @Column("boolean", { default: false }) partnerRevoked!: boolean;
}
