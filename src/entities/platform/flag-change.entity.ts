import { Column, Entity, PrimaryColumn } from "typeorm";

import { instant } from "../instant-column.js";
import type { FlagState } from "./flag.entity.js";

/** What a flag was changed to, and by whom: the newest twenty of each flag. The platform's journal keeps them all. */
@Entity("flag_change")
export class FlagChange {
  @PrimaryColumn("uuid") flagId!: string;
  @PrimaryColumn("uuid") id!: string;
  @Column(instant) changedAt!: Date;
  /** `operator`, or `system`. */
  @Column("text") actorKind!: string;
  /** The operator's reference, or the name of what the house did by itself. */
  @Column("text") actorId!: string;
  @Column("text") state!: FlagState;
  @Column("smallint") percent!: number;
  @Column("jsonb") scope!: Record<string, string[]>;
  /** Such as `kill-switch`. */
  @Column("text", { nullable: true }) note!: string | null;
}
