import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";

export type ApiKeyKind = "admin" | "events";

/** A key for machines. Its plaintext is shown once, at creation; `prefix` is what people recognise it by. */
@Entity("api_key")
@Unique(["tokenHash"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Index(["organizationId", "createdAt"])
@Check("ck_api_key_kind", "kind in ('admin', 'events')")
export class ApiKey {
  @PrimaryColumn("uuid") id!: string;
  @Column("uuid") organizationId!: string;
  @Column("text") name!: string;
  @Column("text") kind!: ApiKeyKind;
  @Column("text") prefix!: string;
  @Column("bytea") tokenHash!: Buffer;
  @Column(instant) createdAt!: Date;
  @Column(optionalInstant) revokedAt!: Date | null;
}
