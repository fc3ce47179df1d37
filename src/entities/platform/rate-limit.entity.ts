import { Column, Entity, PrimaryColumn } from "typeorm";

import { instant } from "../instant-column.js";

/** What is left of somebody's allowance, as all processes have settled it. Not logged: after a crash everybody begins anew. */
@Entity("rate_limit")
export class RateLimit {
  /** A keyed digest of the policy and of whom it counts: no address stands here. */
  @PrimaryColumn("text") key!: string;
  @Column("double precision") available!: number;
  @Column("double precision") capacity!: number;
  @Column("double precision") restorePerSecond!: number;
  @Column(instant) settledAt!: Date;
}
