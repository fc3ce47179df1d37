import { Check, Column, Entity, ForeignKey, Unique } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import type { CommissionRule } from "./commission-rule.js";
import { Partner } from "./partner.entity.js";
import { Program } from "./program.entity.js";

export type TermsSource = "snapshot" | "amendment" | "cleared";

/** The frozen copy of a program's terms under which one partner works. A null field falls back to the program (S12). */
@Entity("terms")
@Unique(["organizationId", "partnerId", "programId", "version"])
@ForeignKey(() => Partner, ["organizationId", "partnerId"], ["organizationId", "id"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
@Check("ck_terms_source", "source in ('snapshot', 'amendment', 'cleared')")
export class Terms extends TenantEntity {
  @Column("uuid") partnerId!: string;
  @Column("uuid") programId!: string;
  @Column("int") version!: number;
  @Column(bigintColumn) knownFrom!: bigint;
  @Column(instant) recordedAt!: Date;
  @Column(instant) effectiveFrom!: Date;
  @Column("text") source!: TermsSource;
  @Column("jsonb", { nullable: true }) rules!: CommissionRule[] | null;
  @Column("int", { nullable: true }) holdbackDays!: number | null;
}
