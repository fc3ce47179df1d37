import { Credit } from "./credit.entity.js";
import { Field, Int, ObjectType } from "type-graphql";
import type { Relation } from "typeorm";
import { JSONObject } from "../../schema/common/json-object.js";
import { DateTime } from "../../schema/common/date-time.js";
import { BelongsTo, HasMany, PartnerSees } from "../../schema/read/describe.js";
import { Column, Entity, ForeignKey, Unique } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Event } from "./event.entity.js";
import { AttributionModel, Program } from "./program.entity.js";

/** The decision on an event, with its trace: every touch, accepted or refused, and why. The newest version counts. */
@ObjectType({ simpleResolvers: true, description: "The decision on an event: which touches count, and how much." })
@PartnerSees("whatLeadsHere")
@Entity("attribution")
@Unique(["organizationId", "eventId", "version"])
@ForeignKey(() => Event, ["organizationId", "eventId"], ["organizationId", "id"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
export class Attribution extends TenantEntity {
  @Column("uuid") eventId!: string;
  @Field(() => Int, { description: "From 1 on; the newest one counts." })
  @Column("int")
  version!: number;

  /** Why it was decided: `event.recorded`, or the late fact that decided anew. */
  @Field(() => String, { description: "Why it was decided: `event.recorded`, or the late fact that decided anew." })
  @Column("text")
  cause!: string;

  /** The program that brought the model (S5); null when no touch was accepted. */
  @Column("uuid", { nullable: true }) programId!: string | null;
  @Field(() => AttributionModel, { nullable: true, description: "The model; null when no touch was accepted." })
  @Column("text", { nullable: true })
  model!: AttributionModel | null;

  @Field(() => String, { description: "Of which each credit's weight is a part: a whole number." })
  @Column(bigintColumn)
  weightTotal!: bigint;

  @Field(() => JSONObject, {
    description: "Every touch, accepted or refused, and why, with the sums: as it was stored.",
  })
  @Column("jsonb")
  trace!: unknown;

  /** SHA-256 of all that matters of the decision: deciding anew with the same result writes nothing. */
  @Column("bytea", { nullable: true }) digest!: Buffer | null;
  /** The settings at the decision: S6 asks which decision was current when a partner was revoked. */
  @Column({ ...bigintColumn, default: 0 }) settingsRevision!: bigint;
  @Field(() => DateTime, { description: "When." })
  @Column(instant)
  decidedAt!: Date;

  @BelongsTo(() => Event, "eventId", "On which event.")
  event!: Relation<Event>;

  @BelongsTo(() => Program, "programId", "The program that brought the model; null when no touch was accepted.", {
    nullable: true,
  })
  program!: Relation<Program> | null;

  @HasMany(
    () => Credit,
    { key: "attributionId", order: (row) => row("position") },
    "Who gets which share, the oldest touch first.",
  )
  credits!: Relation<Credit>[];
}
