import { Commission } from "./commission.entity.js";
import { Attribution } from "./attribution.entity.js";
import type { Relation } from "typeorm";
import type { Money } from "../../shared/money.js";
import { JSONObject } from "../../schema/common/json-object.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
import type { Row } from "../../schema/read/row.js";
import { BelongsTo, ComputedMoney, Guarded, HasMany, PartnerSees } from "../../schema/read/describe.js";
import { Field, ObjectType } from "type-graphql";
import { Check, Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { DateTime } from "../../schema/common/date-time.js";
import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Click } from "./click.entity.js";
import { Person } from "./person.entity.js";

export type EventBinding = "user" | "cref";
export type RefundStatus = "applied" | "waiting" | "refused";
export const RefundStatus = graphEnum<RefundStatus>("RefundStatus", "What became of a refund.", {
  applied: "It took its part of the event.",
  waiting: "The event that it refunds has not come yet.",
  refused: "There was nothing left to refund, or it did not fit.",
});

/** An amount of the event, in its currency; null where it has none. */
const moneyOf = (property: string) => ({
  amountMinor: (row: Row) => row(property),
  currency: (row: Row) => row("currency"),
  presentIf: (row: Row) => `${row("currency")} IS NOT NULL`,
});

/** Something that happened and may earn. `externalId` is the client's id and its idempotency key, unique for ever (S19). */
@ObjectType({ simpleResolvers: true, description: "Something that happened and may earn." })
@PartnerSees("whatLeadsHere")
@Entity("event")
@Unique(["organizationId", "externalId"])
@ForeignKey(() => Person, ["organizationId", "personId"], ["organizationId", "id"])
@ForeignKey(() => Click, ["organizationId", "crefClickId"], ["organizationId", "id"])
@Index(["organizationId", "personId", "occurredAt", "externalId"])
@Index(["organizationId", "refundOf"], { where: "refund_of is not null" })
@Check("ck_event_money", "num_nulls(amount_minor, currency) in (0, 2) and amount_minor >= 0")
@Check("ck_event_refunded", "refunded_minor >= 0 and refunded_minor <= coalesce(amount_minor, 0)")
@Check("ck_event_bound_by", "bound_by in ('user', 'cref')")
@Check("ck_event_refund_status", "refund_status in ('applied', 'waiting', 'refused')")
@Index(["organizationId", "occurredAt", "id"])
@Index(["updatedAt"], { type: "brin" })
export class Event extends TenantEntity {
  @Field(() => String, { description: "The id that its sender gave it." })
  @Column("text")
  externalId!: string;

  @Column("uuid") personId!: string;
  @Column("uuid", { nullable: true }) crefClickId!: string | null;
  /** By what the person was found; one found by `cref` moves when the click's visitor is stitched. */
  @Column("text") boundBy!: EventBinding;

  @Field(() => String, { description: "What happened, such as `purchase`." })
  @Column("text")
  type!: string;

  @Field(() => DateTime, { description: "When it happened." })
  @Column(instant)
  occurredAt!: Date;

  @Field(() => DateTime, { description: "When it was recorded: the settings of that moment apply." })
  @Column(instant)
  recordedAt!: Date;

  /** When it was recorded, moved to a person, or touched by a refund. */
  @Column({ ...instant, default: () => "now()" }) updatedAt!: Date;

  @Column(bigintColumn) settingsRevision!: bigint;
  @Column({ ...bigintColumn, nullable: true }) amountMinor!: bigint | null;
  @Column("text", { nullable: true }) currency!: string | null;
  /** The external id of the event that this one refunds. */
  @Field(() => String, {
    nullable: true,
    description: "The id of the event that this one refunds, as its sender gave it.",
  })
  @Column("text", { nullable: true })
  refundOf!: string | null;

  @Field(() => RefundStatus, { nullable: true, description: "What became of the refund; null if it is none." })
  @Column("text", { nullable: true })
  refundStatus!: RefundStatus | null;

  @Column({ ...bigintColumn, default: 0 }) refundedMinor!: bigint;
  /** A refund without an amount took all of it, also where the event has none. */
  @Column("boolean", { default: false }) refundedWhole!: boolean;
  @Guarded("event:read")
  @Field(() => JSONObject, { nullable: true, description: "What its sender said beside. Not for partners." })
  @Column("jsonb", { nullable: true })
  metadata!: Record<string, unknown> | null;

  /** SHA-256 of the canonical body as sent, before defaults. */
  @Column("bytea") bodyHash!: Buffer;
  /** The first answer, given again to the same body. */
  @Column("jsonb", { nullable: true }) answer!: unknown;

  @ComputedMoney(moneyOf("amountMinor"), "Its amount as it was sent; null if it has none.")
  amount!: Money | null;

  @ComputedMoney(moneyOf("refundedMinor"), "What refunds have taken of it; null if it has no amount.")
  refunded!: Money | null;

  @Guarded("person:read")
  @BelongsTo(() => Person, "personId", "Who did it. Not for partners.", { nullable: true })
  person!: Relation<Person>;

  @Guarded("person:read")
  @BelongsTo(() => Click, "crefClickId", "The click that it named; null if it named a user. Not for partners.", {
    nullable: true,
  })
  click!: Relation<Click> | null;

  @Guarded("commission:read")
  @HasMany(
    () => Attribution,
    { key: "eventId", order: (row) => row("version") },
    "Its decisions, the newest one last: that one counts. Not for partners.",
    { nullable: true },
  )
  attributions!: Relation<Attribution>[];

  @HasMany(
    () => Commission,
    { key: "eventId", order: (row) => `${row("createdAt")}, ${row("id")}` },
    "What was earned with it, oldest first. A partner sees their own.",
  )
  commissions!: Relation<Commission>[];
}
