import { Check, Column, Entity, PrimaryColumn, Unique } from "typeorm";

import { instant } from "../instant-column.js";

/** What a flag does: nothing for anybody, all for everybody, only in its scope, or for a share of its scope. */
export const FLAG_STATES = ["off", "on", "targeted", "rollout"] as const;
export type FlagState = (typeof FLAG_STATES)[number];

const names = { array: true, default: "{}" } as const;

/** A feature flag of the installation. Everybody may read it; only operators change it. */
@Entity("flag")
@Unique(["key"])
@Check("ck_flag_key", "key ~ '^[a-z][a-z0-9_]{1,62}$'")
@Check("ck_flag_state", "state in ('off', 'on', 'targeted', 'rollout')")
@Check("ck_flag_percent", "percent between 0 and 100")
export class Flag {
  @PrimaryColumn("uuid") id!: string;
  @Column("text") key!: string;
  @Column("text") description!: string;
  @Column("text", { default: "off" }) state!: FlagState;
  /** Of a rollout, 0 to 100. */
  @Column("smallint", { default: 0 }) percent!: number;
  @Column("text", names) plans!: string[];
  @Column("text", names) organizationSlugs!: string[];
  @Column("text", names) resellerSlugs!: string[];
  @Column("text", names) environments!: string[];
  /** Rises with every change. */
  @Column("int", { default: 1 }) revision!: number;
  @Column(instant) createdAt!: Date;
  @Column(instant) changedAt!: Date;
}
