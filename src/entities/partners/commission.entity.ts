import { Adjustment } from "./adjustment.entity.js";
import type { Relation } from "typeorm";
import type { Row } from "../../schema/read/row.js";
import { BelongsTo, ComputedMoney, HasMany, PartnerSees } from "../../schema/read/describe.js";
import { Directive, Field, ObjectType } from "type-graphql";
import { Check, Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { KEY } from "../../schema/common/federation-directives.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { Money } from "../../shared/money.js";
import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Attribution } from "./attribution.entity.js";
import { Event } from "./event.entity.js";
import { Partner } from "./partner.entity.js";
import { ProgramVersion } from "./program-version.entity.js";
import { Program } from "./program.entity.js";
import { Terms } from "./terms.entity.js";

export type CommissionStatus = "held" | "approved" | "reversed" | "rejected" | "paid";
export const CommissionStatus = graphEnum<CommissionStatus>("CommissionStatus", "Where a commission stands.", {
  held: "Earned; waits until refunds are unlikely.",
  approved: "Payable with the next payout.",
  reversed: "Taken back while it was held; a newer decision took its place, or none.",
  rejected: "Refused by a person. Stays worth zero.",
  paid: "Paid out.",
});

const netAmount = (row: Row): string =>
  `CASE WHEN ${row("status")} IN ('reversed', 'rejected') THEN 0
   ELSE ${row("amount.amountMinor")} + coalesce((SELECT sum(a.amount_minor) FROM adjustment a
     WHERE a.organization_id = ${row("organizationId")} AND a.commission_id = ${row("id")}), 0)::int8 END`;

/** What a partner has earned from one event by one rule. The amount is fixed at birth; only the status moves. */
@ObjectType({ simpleResolvers: true, description: "What a partner has earned from one event by one rule." })
@Directive(KEY)
@PartnerSees({ own: "partnerId" })
@Entity("commission")
@Unique(["organizationId", "attributionId", "partnerId", "programId", "ruleKey"])
@ForeignKey(() => Event, ["organizationId", "eventId"], ["organizationId", "id"])
@ForeignKey(() => Attribution, ["organizationId", "attributionId"], ["organizationId", "id"])
@ForeignKey(() => Partner, ["organizationId", "partnerId"], ["organizationId", "id"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
@ForeignKey(() => ProgramVersion, ["organizationId", "programVersionId"], ["organizationId", "id"])
@ForeignKey(() => Terms, ["organizationId", "termsId"], ["organizationId", "id"])
@Index(["organizationId", "createdAt", "id"])
@Index(["organizationId", "partnerId", "createdAt", "id"])
@Index(["organizationId", "eventId"])
@Index(["updatedAt"], { type: "brin" })
@Index(["organizationId", "heldUntil", "id"], { where: "status = 'held'" })
@Check("ck_commission_status", "status in ('held', 'approved', 'reversed', 'rejected', 'paid')")
@Check("ck_commission_amount", "amount_minor > 0")
@Index(["organizationId", "programId", "createdAt", "id"])
@Index(["organizationId", "occurredAt", "id"])
export class Commission extends TenantEntity {
  @Column("uuid") eventId!: string;
  @Column("uuid") attributionId!: string;
  @Column("uuid") partnerId!: string;
  @Column("uuid") programId!: string;

  /** Its event's instant, by which it is counted: kept here so that statistics need not look the event up. */
  @Field(() => DateTime, { description: "When its event happened: the instant at which it counts in statistics." })
  @Column(instant)
  occurredAt!: Date;

  @Field(() => String, { description: "The rule that pays, by its name within the program." })
  @Column("text")
  ruleKey!: string;

  @Column("uuid") programVersionId!: string;
  @Column("uuid", { nullable: true }) termsId!: string | null;

  @Field(() => Money, { description: "Fixed when the event was attributed. `netAmount` has what came later." })
  @Column(() => Money, { prefix: false })
  amount!: Money;

  @Field(() => CommissionStatus, { description: "Where it stands." })
  @Column("text")
  status!: CommissionStatus;

  /** Payable once this instant has passed (S16). */
  @Field(() => DateTime, { description: "Payable from this instant on." })
  @Column(instant)
  heldUntil!: Date;

  @Field(() => DateTime, { description: "When it was decided." })
  @Column(instant)
  createdAt!: Date;

  @Field(() => DateTime, { description: "When it last changed." })
  @Column(instant)
  updatedAt!: Date;

  @BelongsTo(() => Partner, "partnerId", "Whose commission.")
  partner!: Relation<Partner>;

  @BelongsTo(() => Program, "programId", "The program that pays.")
  program!: Relation<Program>;

  @BelongsTo(() => Event, "eventId", "What it was earned with.")
  event!: Relation<Event>;

  @HasMany(
    () => Adjustment,
    { key: "commissionId", order: (row) => `${row("createdAt")}, ${row("id")}` },
    "Its later corrections, oldest first.",
  )
  adjustments!: Relation<Adjustment>[];

  @ComputedMoney(
    { amountMinor: netAmount, currency: (row) => row("amount.currency") },
    "What it is worth now: the amount with its corrections, or zero if it was taken back.",
  )
  netAmount!: Money;
}
