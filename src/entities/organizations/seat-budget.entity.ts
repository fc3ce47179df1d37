import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";

import { Organization } from "./organization.entity.js";

/**
 * How many learners an organization may have and has. A seat is held exactly by an active learner; the row comes with the
 * first one, or with the first limit.
 */
@Entity("seat_budget")
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Check("ck_seat_budget_used", "seats_used >= 0 and (seats_total is null or seats_used <= seats_total)")
export class SeatBudget {
  @PrimaryColumn("uuid") organizationId!: string;
  /** Null: no limit. */
  @Column("int", { nullable: true }) seatsTotal!: number | null;
  @Column("int", { default: 0 }) seatsUsed!: number;
}
