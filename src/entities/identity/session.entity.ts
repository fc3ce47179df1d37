import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";

export type SessionPrincipalKind = "member" | "partner";

/** A signed-in member or partner of one organization. Only the token's SHA-256 is stored. */
@Entity("session")
@Unique(["tokenHash"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Index(["organizationId", "principalId"])
@Check("ck_session_principal_kind", "principal_kind in ('member', 'partner')")
export class Session {
  @PrimaryColumn("uuid") id!: string;
  @Column("uuid") organizationId!: string;
  @Column("text") principalKind!: SessionPrincipalKind;
  /** The membership's or the partner's id. */
  @Column("uuid") principalId!: string;
  @Column("bytea") tokenHash!: Buffer;
  /** The principal's generation at sign-in; a session of an older generation is dead. */
  @Column("int") generation!: number;
  @Column(instant) createdAt!: Date;
  @Column(instant) expiresAt!: Date;
  @Column(optionalInstant) revokedAt!: Date | null;
}
