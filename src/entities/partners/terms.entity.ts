import { Field, Int, ObjectType } from "type-graphql";
import type { Relation } from "typeorm";
import { DateTime } from "../../schema/common/date-time.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { BelongsTo, PartnerSees } from "../../schema/read/describe.js";
import { Check, Column, Entity, ForeignKey, Unique, Index } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import type { CommissionRule } from "./commission-rule.js";
import { Partner } from "./partner.entity.js";
import { Program } from "./program.entity.js";

export type TermsSource = "snapshot" | "amendment" | "cleared";
export const TermsSource = graphEnum<TermsSource>("TermsSource", "How terms came to be.", {
  snapshot: "Frozen as the partner joined the program.",
  amendment: "Agreed with this partner.",
  cleared: "Taken back: the program's own terms apply.",
});

/** The frozen copy of a program's terms under which one partner works. A null field falls back to the program (S12). */
@ObjectType({
  simpleResolvers: true,
  description: "The frozen copy of a program's terms under which one partner works.",
})
@PartnerSees({ own: "partnerId" })
@Entity("terms")
@Unique(["organizationId", "partnerId", "programId", "version"])
@ForeignKey(() => Partner, ["organizationId", "partnerId"], ["organizationId", "id"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
@Check("ck_terms_source", "source in ('snapshot', 'amendment', 'cleared')")
@Index(["organizationId", "programId", "recordedAt", "id"])
export class Terms extends TenantEntity {
  @Column("uuid") partnerId!: string;
  @Column("uuid") programId!: string;
  @Field(() => Int, { description: "From 1 on, for this partner in this program." })
  @Column("int")
  version!: number;

  @Column(bigintColumn) knownFrom!: bigint;
  @Field(() => DateTime, { description: "When they were recorded: events recorded later are decided by them." })
  @Column(instant)
  recordedAt!: Date;

  @Field(() => DateTime, { description: "They count for events that happened at this instant or later." })
  @Column(instant)
  effectiveFrom!: Date;

  @Field(() => TermsSource, { description: "How they came to be." })
  @Column("text")
  source!: TermsSource;

  @Column("jsonb", { nullable: true }) rules!: CommissionRule[] | null;
  @Field(() => Int, { nullable: true, description: "Days of hold; null: the program's." })
  @Column("int", { nullable: true })
  holdbackDays!: number | null;

  @BelongsTo(() => Partner, "partnerId", "Whose terms.")
  partner!: Relation<Partner>;

  @BelongsTo(() => Program, "programId", "In which program.")
  program!: Relation<Program>;
}
