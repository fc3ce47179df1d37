import { Column, Entity, ForeignKey, Unique } from "typeorm";

import { bigintColumn } from "../../shared/database/bigint-column.js";
import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Event } from "./event.entity.js";
import type { AttributionModel } from "./program.entity.js";
import { Program } from "./program.entity.js";

/** The decision on an event, with its trace: every touch, accepted or refused, and why. The newest version counts. */
@Entity("attribution")
@Unique(["organizationId", "eventId", "version"])
@ForeignKey(() => Event, ["organizationId", "eventId"], ["organizationId", "id"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
export class Attribution extends TenantEntity {
  @Column("uuid") eventId!: string;
  @Column("int") version!: number;
  /** Why it was decided: `event.recorded`, or the late fact that decided anew. */
  @Column("text") cause!: string;
  /** The program that brought the model (S5); null when no touch was accepted. */
  @Column("uuid", { nullable: true }) programId!: string | null;
  @Column("text", { nullable: true }) model!: AttributionModel | null;
  @Column(bigintColumn) weightTotal!: bigint;
  @Column("jsonb") trace!: unknown;
  /** SHA-256 of all that matters of the decision: deciding anew with the same result writes nothing. */
  @Column("bytea", { nullable: true }) digest!: Buffer | null;
  /** The settings at the decision: S6 asks which decision was current when a partner was revoked. */
  @Column({ ...bigintColumn, default: 0 }) settingsRevision!: bigint;
  @Column(instant) decidedAt!: Date;
}
