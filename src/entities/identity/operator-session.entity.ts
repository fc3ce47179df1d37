import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { PlatformUser } from "./platform-user.entity.js";

/** A signed-in operator at the operator console. Only the token's SHA-256 is stored. */
@Entity("operator_session")
@Check("ck_operator_session_hash", "octet_length(token_hash) = 32")
@Unique(["tokenHash"])
@Unique(["shownDigest"])
@Index(["userId"])
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
export class OperatorSession {
  @PrimaryColumn("uuid") id!: string;
  @Column("uuid") userId!: string;
  @Column("bytea") tokenHash!: Buffer;
  /** SHA-256 of the identity provider's token that opened it: that one opens no other. */
  @Column("bytea") shownDigest!: Buffer;
  @Column(instant) createdAt!: Date;
  @Column(instant) expiresAt!: Date;
  @Column(optionalInstant) revokedAt!: Date | null;
}
