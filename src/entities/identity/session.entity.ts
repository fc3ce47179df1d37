import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";

export type SessionPrincipalKind = "user" | "partner";

/**
 * A signed-in person, in all of their organizations, or a signed-in partner of one organization. Only the token's SHA-256
 * is stored.
 */
@Entity("session")
@Check("ck_session_hash", "octet_length(token_hash) = 32")
@Unique(["tokenHash"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@ForeignKey(() => Organization, ["activeOrganizationId"], ["id"])
@Index(["organizationId", "principalId"])
@Index("ix_session_principal", ["principalId"], { where: "principal_kind = 'user'" })
@Check("ck_session_principal_kind", "principal_kind in ('user', 'partner')")
@Check("ck_session_organization", "(principal_kind = 'partner') = (organization_id is not null)")
@Check("ck_session_generation", "(principal_kind = 'partner') = (generation is not null)")
export class Session {
  @PrimaryColumn("uuid") id!: string;
  /** A partner's. */
  @Column("uuid", { nullable: true }) organizationId!: string | null;
  /** Where a person is unless the path says otherwise. Whether they may be there is asked anew with every request. */
  @Column("uuid", { nullable: true }) activeOrganizationId!: string | null;
  @Column("text") principalKind!: SessionPrincipalKind;
  /** The user's or the partner's id. */
  @Column("uuid") principalId!: string;
  @Column("bytea") tokenHash!: Buffer;
  /** A partner's generation at sign-in; a session of an older generation is dead. */
  @Column("int", { nullable: true }) generation!: number | null;
  @Column(instant) createdAt!: Date;
  @Column(instant) expiresAt!: Date;
  /** What people know it by, such as `Firefox on Windows`. */
  @Column("text", { nullable: true }) device!: string | null;
  /** When its holder last proved that it is them: at sign-in, or when they were asked to. */
  @Column(optionalInstant) steppedUpAt!: Date | null;
  @Column(optionalInstant) revokedAt!: Date | null;
}
