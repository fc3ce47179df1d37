import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { PlatformUser } from "./platform-user.entity.js";

/** Somebody's authenticator app. */
@Entity("user_totp")
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
export class UserTotp {
  @PrimaryColumn("uuid") userId!: string;
  /** The secret, sealed and bound to its owner. */
  @Column("bytea") sealed!: Buffer;
  @Column(instant) createdAt!: Date;
  /** Until then nobody is asked for a code. */
  @Column(optionalInstant) confirmedAt!: Date | null;
  /** The newest time step of which a code was used; it and those before are over. */
  @Column("bigint", { nullable: true }) lastStep!: bigint | null;
}
