import { Entity, PrimaryColumn } from "typeorm";

import { instant } from "../instant-column.js";

/**
 * Some commission of an event in this hour changed: what is summed of it no longer holds. Each writer leaves marks of its
 * own, so that none waits for another or for whoever sums; a mark that can be seen belongs to a change that can be seen.
 */
@Entity("commission_rollup_mark")
export class CommissionRollupMark {
  @PrimaryColumn("uuid") organizationId!: string;
  /** The UTC hour's beginning. */
  @PrimaryColumn(instant) hour!: Date;
  @PrimaryColumn("uuid") id!: string;
}
