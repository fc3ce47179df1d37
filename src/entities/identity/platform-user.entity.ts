import { Column, Entity, PrimaryColumn, Unique } from "typeorm";

import { instant } from "../instant-column.js";

/** A person who signs in; their e-mail address is unique on the whole platform, stored in lower case. */
@Entity("platform_user")
@Unique(["email"])
export class PlatformUser {
  @PrimaryColumn("uuid") id!: string;
  @Column("text") email!: string;
  @Column("text") name!: string;
  @Column(instant) createdAt!: Date;
}
