import { Column, Entity, ForeignKey, Index } from "typeorm";

import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Person } from "./person.entity.js";

/** A person whose events wait to be decided anew, because a late fact touches too many of them for one transaction. */
@Entity("redecision")
@ForeignKey(() => Person, ["organizationId", "personId"], ["organizationId", "id"])
@Index(["organizationId", "requestedAt", "id"])
export class Redecision extends TenantEntity {
  @Column("uuid") personId!: string;
  @Column("text") reason!: string;
  @Column(instant) requestedAt!: Date;
}
