import { Field, Int, ObjectType } from "type-graphql";
import { Check, Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { instant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import { TenantEntity } from "../tenant-entity.js";

export const ATTRIBUTION_MODELS = ["last_click", "first_click", "linear", "position", "time_decay"] as const;
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number];
export const AttributionModel = graphEnum<AttributionModel>(
  "AttributionModel",
  "How one event's credit is divided among its accepted touches.",
  {
    last_click: "All of it to the newest touch.",
    first_click: "All of it to the oldest touch.",
    linear: "The same to each touch.",
    position: "40 % to the oldest, 40 % to the newest, 20 % to those between.",
    time_decay: "Half as much for each seven days before the newest touch.",
  },
);

/** What an organization offers its partners to promote. Model and window are current values (S20); the rest has versions. */
@ObjectType({ simpleResolvers: true, description: "What an organization offers its partners to promote." })
@Entity("program")
@Unique(["organizationId", "slug"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Index(["organizationId", "createdAt", "id"])
@Check("ck_program_model", `attribution_model in (${ATTRIBUTION_MODELS.map((model) => `'${model}'`).join(", ")})`)
@Check("ck_program_window", "window_days between 1 and 3650")
export class Program extends TenantEntity {
  @Field(() => String, { description: "Its name in addresses, unique in the organization." })
  @Column("text")
  slug!: string;

  @Field(() => String, { description: "Its name for people." })
  @Column("text")
  name!: string;

  @Field(() => AttributionModel, { description: "How credit is divided when this program's touch is the newest one." })
  @Column("text")
  attributionModel!: AttributionModel;

  @Field(() => Int, { description: "How many days after a click an event still counts for it." })
  @Column("int")
  windowDays!: number;

  @Field(() => String, { description: "Where its links lead." })
  @Column("text")
  destinationUrl!: string;

  @Column("text", { array: true, default: "{}" }) deepLinkDomains!: string[];

  @Field(() => DateTime, { description: "When it was created." })
  @Column(instant)
  createdAt!: Date;
}
