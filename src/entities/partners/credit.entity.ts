import { Field, Int, ObjectType } from "type-graphql";
import type { Relation } from "typeorm";
import type { Money } from "../../shared/money.js";
import { BelongsTo, ComputedMoney, Guarded, PartnerSees } from "../../schema/read/describe.js";
import { Check, Column, Entity, ForeignKey, Unique } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Attribution } from "./attribution.entity.js";
import { Click } from "./click.entity.js";
import { Partner } from "./partner.entity.js";
import { Program } from "./program.entity.js";

/** The share of an event that one touch receives: `weight` of the decision's `weightTotal`, exact. */
@ObjectType({ simpleResolvers: true, description: "The share of an event that one touch receives." })
@PartnerSees({ own: "partnerId" })
@Entity("credit")
@Unique(["organizationId", "attributionId", "clickId"])
@ForeignKey(() => Attribution, ["organizationId", "attributionId"], ["organizationId", "id"])
@ForeignKey(() => Click, ["organizationId", "clickId"], ["organizationId", "id"])
@ForeignKey(() => Partner, ["organizationId", "partnerId"], ["organizationId", "id"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
@Check("ck_credit_weight", "weight > 0")
export class Credit extends TenantEntity {
  @Column("uuid") attributionId!: string;
  @Column("uuid") eventId!: string;
  @Column("uuid") clickId!: string;
  @Column("uuid") partnerId!: string;
  @Column("uuid") programId!: string;
  /** The touch's place among the accepted ones, from 0, in the order of S2. */
  @Field(() => Int, { description: "The touch's place among the accepted ones, from 0." })
  @Column("int")
  position!: number;

  @Field(() => String, { description: "Its part of the decision's `weightTotal`: a whole number." })
  @Column(bigintColumn)
  weight!: bigint;

  /** Its part of the event's amount, in the event's currency; null when the event has none. */
  @Column({ ...bigintColumn, nullable: true }) valueMinor!: bigint | null;

  @ComputedMoney(
    {
      amountMinor: (row) => row("valueMinor"),
      currency: (row) =>
        `SELECT e.currency FROM event e WHERE e.organization_id = ${row("organizationId")} AND e.id = ${row("eventId")}`,
      presentIf: (row) => `${row("valueMinor")} IS NOT NULL`,
    },
    "Its part of the event's amount; null when the event has none.",
  )
  value!: Money | null;

  @Guarded("commission:read")
  @BelongsTo(() => Click, "clickId", "The touch. Not for partners.", { nullable: true })
  click!: Relation<Click>;

  @BelongsTo(() => Partner, "partnerId", "Who gets it.")
  partner!: Relation<Partner>;

  @BelongsTo(() => Program, "programId", "For which program.")
  program!: Relation<Program>;
}
