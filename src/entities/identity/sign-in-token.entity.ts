import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import type { SessionPrincipalKind } from "./session.entity.js";

/** A sign-in link's one-time token. Consuming it opens a session. */
@Entity("sign_in_token")
@Unique(["tokenHash"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Check("ck_sign_in_token_principal_kind", "principal_kind in ('member', 'partner')")
export class SignInToken {
  @PrimaryColumn("uuid") id!: string;
  @Column("uuid") organizationId!: string;
  @Column("text") principalKind!: SessionPrincipalKind;
  @Column("uuid") principalId!: string;
  @Column("bytea") tokenHash!: Buffer;
  @Column(instant) createdAt!: Date;
  @Column(instant) expiresAt!: Date;
  @Column(optionalInstant) consumedAt!: Date | null;
}
