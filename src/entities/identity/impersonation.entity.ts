import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import { PlatformUser } from "./platform-user.entity.js";

/** An operator who acts as a member, for a reason and for an hour at most. */
@Entity("impersonation")
@Check("ck_impersonation_hash", "octet_length(token_hash) = 32")
@Unique(["tokenHash"])
@ForeignKey(() => PlatformUser, ["operatorUserId"], ["id"])
@ForeignKey(() => Organization, ["ofOrganizationId"], ["id"])
@Index(["ofOrganizationId", "startedAt"])
@Index(["expiresAt"], { where: "ended_at is null" })
@Check("ck_impersonation_time", "expires_at <= started_at + interval '60 minutes'")
export class Impersonation {
  @PrimaryColumn("uuid") id!: string;
  @Column("uuid") operatorUserId!: string;
  /** As journals name them. */
  @Column("uuid") operatorId!: string;
  /** Not `organizationId`: the row is the platform's, and its members do not see it. */
  @Column("uuid") ofOrganizationId!: string;
  @Column("uuid") membershipId!: string;
  @Column("bytea") tokenHash!: Buffer;
  /** Stays here: a journal's bytes hold nothing that may name a person. */
  @Column("text") reason!: string;
  @Column("boolean") isReadOnly!: boolean;
  @Column(instant) startedAt!: Date;
  @Column(instant) expiresAt!: Date;
  @Column(optionalInstant) endedAt!: Date | null;
}
