import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";

import { instant } from "../instant-column.js";
import { PlatformUser } from "./platform-user.entity.js";

/** The password of somebody who wants one: its Argon2id hash, with parameters and salt in it. */
@Entity("user_password")
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
export class UserPassword {
  @PrimaryColumn("uuid") userId!: string;
  @Column("text") hash!: string;
  @Column(instant) setAt!: Date;
}
