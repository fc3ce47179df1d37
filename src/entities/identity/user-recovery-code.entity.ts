import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { PlatformUser } from "./platform-user.entity.js";

/** One of the codes that serve once where the authenticator app is gone. Only its SHA-256 is kept. */
@Entity("user_recovery_code")
@Check("ck_user_recovery_code_hash", "octet_length(code_hash) = 32")
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
export class UserRecoveryCode {
  @PrimaryColumn("uuid") userId!: string;
  @PrimaryColumn("bytea") codeHash!: Buffer;
  @Column(instant) createdAt!: Date;
  @Column(optionalInstant) usedAt!: Date | null;
}
