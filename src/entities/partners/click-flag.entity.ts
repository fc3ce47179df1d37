import { Field, ObjectType } from "type-graphql";
import { JSONObject } from "../../schema/common/json-object.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { DateTime } from "../../schema/common/date-time.js";
import { PartnerSees } from "../../schema/read/describe.js";
import { Check, Column, Entity, ForeignKey, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Click } from "./click.entity.js";

export type ClickFlagReason = "bot" | "velocity" | "duplicate" | "manual";
export const ClickFlagReason = graphEnum<ClickFlagReason>("ClickFlagReason", "Why a click does not earn.", {
  bot: "A machine, by what it says of itself.",
  velocity: "More clicks from one source than a person makes.",
  duplicate: "The same visitor's second click within moments.",
  manual: "A person said so.",
});

/** Why a click does not earn, with its evidence. Lifted by a person, it is never raised again for the same reason. */
@ObjectType({ simpleResolvers: true, description: "Why a click does not earn, with its evidence." })
@PartnerSees("whatLeadsHere")
@Entity("click_flag")
@Unique(["organizationId", "clickId", "reason"])
@ForeignKey(() => Click, ["organizationId", "clickId"], ["organizationId", "id"])
@Check("ck_click_flag_reason", "reason in ('bot', 'velocity', 'duplicate', 'manual')")
export class ClickFlag extends TenantEntity {
  @Column("uuid") clickId!: string;
  @Field(() => ClickFlagReason, { description: "Why." })
  @Column("text")
  reason!: ClickFlagReason;

  @Field(() => JSONObject, { description: "What was seen." })
  @Column("jsonb")
  evidence!: Record<string, unknown>;

  @Field(() => DateTime, { description: "When it was flagged." })
  @Column(instant)
  flaggedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When a person lifted it; null: it stands." })
  @Column(optionalInstant)
  liftedAt!: Date | null;
}
