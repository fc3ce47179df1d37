import { Check, Column, Entity, ForeignKey, Unique } from "typeorm";

import { instant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import { TenantEntity } from "../tenant-entity.js";

/**
 * Whose events are counted together: an organization's user id, or a visitor of whom no user id is known yet.
 * Its id is the random reference by which the journal speaks of a person.
 */
@Entity("person")
@Unique(["organizationId", "userId"])
@Unique(["organizationId", "visitorId"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Check("ck_person_known_by", "num_nonnulls(user_id, visitor_id) = 1")
export class Person extends TenantEntity {
  @Column("text", { nullable: true }) userId!: string | null;
  @Column("uuid", { nullable: true }) visitorId!: string | null;
  @Column(instant) createdAt!: Date;
}
