import { Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Click } from "./click.entity.js";
import { Person } from "./person.entity.js";

/** The stitch of a visitor to the organization's user id; it covers all the visitor's clicks, earlier and later (S3). */
@Entity("identity")
@Unique(["organizationId", "personId", "visitorId"])
@ForeignKey(() => Person, ["organizationId", "personId"], ["organizationId", "id"])
@ForeignKey(() => Click, ["organizationId", "clickId"], ["organizationId", "id"])
@Index(["organizationId", "visitorId"])
export class Identity extends TenantEntity {
  @Column("uuid") personId!: string;
  @Column("uuid") visitorId!: string;
  /** The click whose `cref` proved it. */
  @Column("uuid") clickId!: string;
  @Column(instant) identifiedAt!: Date;
}
