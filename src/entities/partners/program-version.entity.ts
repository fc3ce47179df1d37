import { Field, Int, ObjectType } from "type-graphql";
import { DateTime } from "../../schema/common/date-time.js";
import { PartnerSees } from "../../schema/read/describe.js";
import { Check, Column, Entity, ForeignKey, Unique, Index } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { instant, optionalInstant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import type { CommissionRule } from "./commission-rule.js";
import { Program } from "./program.entity.js";

/** A program's dates, rules and hold as they were known from one settings revision on. Never edited. */
@ObjectType({
  simpleResolvers: true,
  description: "A program's dates, rules and hold as they were known from a moment on. Never edited.",
})
@PartnerSees("whatLeadsHere")
@Entity("program_version")
@Unique(["organizationId", "programId", "version"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
@Check("ck_program_version_holdback", "holdback_days between 0 and 3650")
@Check("ck_program_version_dates", "ends_at is null or starts_at is null or starts_at <= ends_at")
@Index(["organizationId", "programId", "recordedAt", "id"])
export class ProgramVersion extends TenantEntity {
  @Column("uuid") programId!: string;
  @Field(() => Int, { description: "From 1 on." })
  @Column("int")
  version!: number;

  @Column(bigintColumn) knownFrom!: bigint;
  @Field(() => DateTime, { description: "Events recorded from then on are decided by it." })
  @Column(instant)
  recordedAt!: Date;

  /** Open in [startsAt, endsAt) (S4); null: no bound. */
  @Field(() => DateTime, { nullable: true, description: "Open from this instant on; null: always was." })
  @Column(optionalInstant)
  startsAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Open until just before this instant; null: no end." })
  @Column(optionalInstant)
  endsAt!: Date | null;

  @Field(() => Int, { description: "Days between an event and the end of its commission's hold." })
  @Column("int")
  holdbackDays!: number;

  @Column("jsonb") rules!: CommissionRule[];
}
