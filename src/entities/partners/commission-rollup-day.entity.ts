import { Column, Entity, PrimaryColumn } from "typeorm";

import { instant } from "../instant-column.js";

/** A day that is summed: what its rollups say stands for every commission in [startsAt, endsAt), unless it is marked. */
@Entity("commission_rollup_day")
export class CommissionRollupDay {
  @PrimaryColumn("uuid") organizationId!: string;
  @PrimaryColumn(instant) startsAt!: Date;
  @Column(instant) endsAt!: Date;
}
