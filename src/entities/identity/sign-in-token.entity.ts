import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import type { SessionPrincipalKind } from "./session.entity.js";

/** A sign-in link's one-time token. Consuming it opens a session. */
@Entity("sign_in_token")
@Check("ck_sign_in_token_hash", "octet_length(token_hash) = 32")
@Unique(["tokenHash"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@ForeignKey(() => Organization, ["activeOrganizationId"], ["id"])
@Index("ix_sign_in_token_principal", ["principalId"], { where: "principal_kind = 'user'" })
@Check("ck_sign_in_token_principal_kind", "principal_kind in ('user', 'partner')")
@Check("ck_sign_in_token_organization", "(principal_kind = 'partner') = (organization_id is not null)")
export class SignInToken {
  @PrimaryColumn("uuid") id!: string;
  /** A partner's. */
  @Column("uuid", { nullable: true }) organizationId!: string | null;
  /** Where a person's session begins; null where they choose. */
  @Column("uuid", { nullable: true }) activeOrganizationId!: string | null;
  @Column("text") principalKind!: SessionPrincipalKind;
  @Column("uuid") principalId!: string;
  @Column("bytea") tokenHash!: Buffer;
  @Column(instant) createdAt!: Date;
  @Column(instant) expiresAt!: Date;
  @Column(optionalInstant) consumedAt!: Date | null;
}
