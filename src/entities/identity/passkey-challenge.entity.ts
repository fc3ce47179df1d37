import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";

import { instant } from "../instant-column.js";
import { PlatformUser } from "./platform-user.entity.js";

/** A challenge that a passkey may answer, once. Its row goes with the answer. */
@Entity("passkey_challenge")
@Check("ck_passkey_challenge_hash", "octet_length(challenge_hash) = 32")
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
@Index(["expiresAt"])
@Check("ck_passkey_challenge_purpose", "purpose in ('register', 'signIn', 'prove')")
export class PasskeyChallenge {
  /** SHA-256. */
  @PrimaryColumn("bytea") challengeHash!: Buffer;
  @Column("text") purpose!: string;
  /** Who may answer; null: whoever signs in. */
  @Column("uuid", { nullable: true }) userId!: string | null;
  @Column(instant) createdAt!: Date;
  @Column(instant) expiresAt!: Date;
}
