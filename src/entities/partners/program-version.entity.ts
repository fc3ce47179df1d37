import { Check, Column, Entity, ForeignKey, Unique } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { instant, optionalInstant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import type { CommissionRule } from "./commission-rule.js";
import { Program } from "./program.entity.js";

/** A program's dates, rules and hold as they were known from one settings revision on. Never edited. */
@Entity("program_version")
@Unique(["organizationId", "programId", "version"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
@Check("ck_program_version_holdback", "holdback_days between 0 and 3650")
@Check("ck_program_version_dates", "ends_at is null or starts_at is null or starts_at <= ends_at")
export class ProgramVersion extends TenantEntity {
  @Column("uuid") programId!: string;
  @Column("int") version!: number;
  @Column(bigintColumn) knownFrom!: bigint;
  @Column(instant) recordedAt!: Date;
  /** Open in [startsAt, endsAt) (S4); null: no bound. */
  @Column(optionalInstant) startsAt!: Date | null;
  @Column(optionalInstant) endsAt!: Date | null;
  @Column("int") holdbackDays!: number;
  @Column("jsonb") rules!: CommissionRule[];
}
