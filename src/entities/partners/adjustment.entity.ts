import { PartnerSees } from "../../schema/read/describe.js";
import { Field, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { Money } from "../../shared/money.js";
import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Attribution } from "./attribution.entity.js";
import { Commission } from "./commission.entity.js";
import { Event } from "./event.entity.js";
import { Partner } from "./partner.entity.js";
import { Program } from "./program.entity.js";

/** A later correction of what was already approved, reserved or paid (S18). Its amount may be negative. */
@ObjectType({ simpleResolvers: true, description: "A later correction of a commission that was approved or paid." })
@PartnerSees({ own: "partnerId" })
@Entity("adjustment")
@ForeignKey(() => Commission, ["organizationId", "commissionId"], ["organizationId", "id"])
@ForeignKey(() => Event, ["organizationId", "eventId"], ["organizationId", "id"])
@ForeignKey(() => Attribution, ["organizationId", "attributionId"], ["organizationId", "id"])
@ForeignKey(() => Partner, ["organizationId", "partnerId"], ["organizationId", "id"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
@Index(["organizationId", "commissionId"])
@Index(["organizationId", "eventId"])
export class Adjustment extends TenantEntity {
  /** The commission that it corrects. */
  @Column("uuid") commissionId!: string;
  @Column("uuid") eventId!: string;
  @Column("uuid") attributionId!: string;
  @Column("uuid") partnerId!: string;
  @Column("uuid") programId!: string;
  @Column("text") ruleKey!: string;

  @Field(() => Money, { description: "Added to the commission; negative takes from it." })
  @Column(() => Money, { prefix: false })
  amount!: Money;

  @Field(() => String, { description: "The late fact that caused it." })
  @Column("text")
  reason!: string;

  @Field(() => DateTime, { description: "When it was made." })
  @Column(instant)
  createdAt!: Date;
}
