import { Field, ID, ObjectType } from "type-graphql";
import type { Relation } from "typeorm";
import { DateTime } from "../../schema/common/date-time.js";
import { BelongsTo, PartnerSees } from "../../schema/read/describe.js";
import { Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Click } from "./click.entity.js";
import { Person } from "./person.entity.js";

/** The stitch of a visitor to the organization's user id; it covers all the visitor's clicks, earlier and later (S3). */
@ObjectType({ simpleResolvers: true, description: "The stitch of a visitor to a user of the organization." })
@PartnerSees("whatLeadsHere")
@Entity("identity")
@Unique(["organizationId", "personId", "visitorId"])
@ForeignKey(() => Person, ["organizationId", "personId"], ["organizationId", "id"])
@ForeignKey(() => Click, ["organizationId", "clickId"], ["organizationId", "id"])
@Index(["organizationId", "visitorId"])
export class Identity extends TenantEntity {
  @Column("uuid") personId!: string;
  @Field(() => ID, { description: "The visitor, by their cookie." })
  @Column("uuid")
  visitorId!: string;

  /** The click whose `cref` proved it. */
  @Column("uuid") clickId!: string;
  @Field(() => DateTime, { description: "When they were stitched." })
  @Column(instant)
  identifiedAt!: Date;

  @BelongsTo(() => Person, "personId", "To whom.")
  person!: Relation<Person>;

  @BelongsTo(() => Click, "clickId", "The click that proved it.")
  click!: Relation<Click>;
}
