import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";

/** How far an organization's commissions are summed. Whoever sums them locks this row, one after another. */
@Entity("commission_rollup_head")
@ForeignKey(() => Organization, ["organizationId"], ["id"])
export class CommissionRollupHead {
  @PrimaryColumn("uuid") organizationId!: string;
  /** The zone whose days are summed: the organization's at that time. */
  @Column("text") timeZone!: string;
  /** Every day before this instant has been looked at; null: none has. */
  @Column(optionalInstant) closedUntil!: Date | null;
  /** How many commissions are summed, when it was last done. */
  @Column({ ...bigintColumn, default: 0 }) commissions!: bigint;
}
