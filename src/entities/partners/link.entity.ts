import { Field, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Partner } from "./partner.entity.js";
import { Program } from "./program.entity.js";

/** A partner's link to a program: `/r/<key>`. */
@ObjectType({ simpleResolvers: true, description: "A partner's link to a program." })
@Entity("link")
@Unique(["organizationId", "key"])
@ForeignKey(() => Partner, ["organizationId", "partnerId"], ["organizationId", "id"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
@Index(["organizationId", "partnerId", "createdAt", "id"])
export class Link extends TenantEntity {
  @Column("uuid") programId!: string;
  @Column("uuid") partnerId!: string;

  @Field(() => String, { description: "What stands at the end of its address, unique in the organization." })
  @Column("text")
  key!: string;

  /** A deep link into one of the program's allowed domains; null: the program's destination. */
  @Column("text", { nullable: true }) destinationUrl!: string | null;

  @Field(() => DateTime, { description: "When it was made." })
  @Column(instant)
  createdAt!: Date;
}
