import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";

import { instant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import { PlatformUser } from "./platform-user.entity.js";

/** Somebody who has shown the first of two factors and owes the second one. It is no session and opens nothing. */
@Entity("sign_in_step")
@Check("ck_sign_in_step_hash", "octet_length(token_hash) = 32")
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
@ForeignKey(() => Organization, ["activeOrganizationId"], ["id"])
@Index(["userId"])
export class SignInStep {
  /** SHA-256. */
  @PrimaryColumn("bytea") tokenHash!: Buffer;
  @Column("uuid") userId!: string;
  /** Where the session will begin. */
  @Column("uuid", { nullable: true }) activeOrganizationId!: string | null;
  /** The factor that was shown. */
  @Column("text") shown!: string;
  @Column("int") attemptsLeft!: number;
  @Column(instant) createdAt!: Date;
  @Column(instant) expiresAt!: Date;
}
