import { Check, Column, Entity, ForeignKey, Unique } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Attribution } from "./attribution.entity.js";
import { Click } from "./click.entity.js";
import { Partner } from "./partner.entity.js";
import { Program } from "./program.entity.js";

/** The share of an event that one touch receives: `weight` of the decision's `weightTotal`, exact. */
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
  @Column("int") position!: number;
  @Column(bigintColumn) weight!: bigint;
  /** Its part of the event's amount, in the event's currency; null when the event has none. */
  @Column({ ...bigintColumn, nullable: true }) valueMinor!: bigint | null;
}
