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

/** Something that happened and may earn. `externalId` is the client's id and its idempotency key, unique for ever (S19). */
@ObjectType({ simpleResolvers: true, description: "Something that happened and may earn." })
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

  @Column(bigintColumn) settingsRevision!: bigint;
  @Column({ ...bigintColumn, nullable: true }) amountMinor!: bigint | null;
  @Column("text", { nullable: true }) currency!: string | null;
  /** The external id of the event that this one refunds. */
  @Column("text", { nullable: true }) refundOf!: string | null;
  @Column("text", { nullable: true }) refundStatus!: RefundStatus | null;
  @Column({ ...bigintColumn, default: 0 }) refundedMinor!: bigint;
  /** A refund without an amount took all of it, also where the event has none. */
  @Column("boolean", { default: false }) refundedWhole!: boolean;
  @Column("jsonb", { nullable: true }) metadata!: Record<string, unknown> | null;
  /** SHA-256 of the canonical body as sent, before defaults. */
  @Column("bytea") bodyHash!: Buffer;
  /** The first answer, given again to the same body. */
  @Column("jsonb", { nullable: true }) answer!: unknown;
}
