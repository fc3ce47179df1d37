import { Identity } from "./identity.entity.js";
import { Field, ID, ObjectType } from "type-graphql";
import type { Relation } from "typeorm";
import { DateTime } from "../../schema/common/date-time.js";
import type { EventConnection } from "../../schema/partners/event-list.js";
import { EVENTS } from "../../schema/partners/event-list.js";
import { HasList, HasMany, PartnerSees } from "../../schema/read/describe.js";
import { Check, Column, Entity, ForeignKey, Unique, Index } from "typeorm";

import { instant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import { TenantEntity } from "../tenant-entity.js";

/**
 * Whose events are counted together: an organization's user id, or a visitor of whom no user id is known yet.
 * Its id is the random reference by which the journal speaks of a person.
 */
@ObjectType({
  simpleResolvers: true,
  description: "Whose events are counted together: a user of the organization, or a visitor who is none yet.",
})
@PartnerSees("whatLeadsHere")
@Entity("person")
@Unique(["organizationId", "userId"])
@Unique(["organizationId", "visitorId"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Check("ck_person_known_by", "num_nonnulls(user_id, visitor_id) = 1")
@Index(["organizationId", "createdAt", "id"])
export class Person extends TenantEntity {
  @Field(() => String, { nullable: true, description: "Their id at the organization; null: not known yet." })
  @Column("text", { nullable: true })
  userId!: string | null;

  @Field(() => ID, { nullable: true, description: "The visitor of whom no user id is known; null for everybody else." })
  @Column("uuid", { nullable: true })
  visitorId!: string | null;

  @Field(() => DateTime, { description: "When they were first heard of." })
  @Column(instant)
  createdAt!: Date;

  @HasMany(
    () => Identity,
    { key: "personId", order: (row) => `${row("identifiedAt")}, ${row("id")}` },
    "Visitors that are stitched to them, oldest first; at most 1,000.",
  )
  identities!: Relation<Identity>[];

  @HasList(() => EVENTS, { personId: "id" }, "What they did, newest first.")
  events!: EventConnection;
}
