import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { PlatformUser } from "./platform-user.entity.js";

/** A passkey: its public half. The private one never leaves its owner's device. */
@Entity("user_passkey")
@Unique(["credentialId"])
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
@Index(["userId"])
export class UserPasskey {
  @PrimaryColumn("uuid") id!: string;
  @Column("uuid") userId!: string;
  /** As browsers write it, in base64url. */
  @Column("text") credentialId!: string;
  /** COSE. */
  @Column("bytea") publicKey!: Buffer;
  /** How often it says that it was used; 0 for those that do not count. One that falls behind was copied. */
  @Column("bigint") counter!: bigint;
  /** How it can be reached, such as `usb` or `internal`: a hint for browsers. */
  @Column("text", { array: true }) transports!: string[];
  @Column("text") name!: string;
  /** Whether its maker keeps a copy for the owner's other devices. */
  @Column("boolean") isSynced!: boolean;
  @Column(instant) createdAt!: Date;
  @Column(optionalInstant) lastUsedAt!: Date | null;
}
