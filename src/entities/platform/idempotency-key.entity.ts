import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";

import { instant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";

/** A mutation's key with the hash of its request and its answer: same key and request, same answer. Kept for 30 days. */
@Entity("idempotency_key")
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Index(["organizationId", "createdAt"])
export class IdempotencyKey {
  @PrimaryColumn("uuid") organizationId!: string;
  @PrimaryColumn("text") key!: string;
  @Column("bytea") requestHash!: Buffer;
  @Column("jsonb") response!: unknown;
  @Column(instant) createdAt!: Date;
}
