import { Column, Entity, PrimaryColumn } from "typeorm";

import { instant } from "../instant-column.js";

/** A month whose days are summed by partner and link once more: it stands for every commission in it while no hour is marked. */
@Entity("commission_rollup_month")
export class CommissionRollupMonth {
  @PrimaryColumn("uuid") organizationId!: string;
  @PrimaryColumn(instant) startsAt!: Date;
  @Column(instant) endsAt!: Date;
}
