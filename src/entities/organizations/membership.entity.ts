import { Field, ObjectType } from "type-graphql";
import { Role } from "../../schema/organizations/role.js";
import { DateTime } from "../../schema/common/date-time.js";
import type { Row } from "../../schema/read/row.js";
import { BelongsTo, Computed, PartnerSees } from "../../schema/read/describe.js";
import type { Relation } from "typeorm";
import { Check, Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import type { Role as StoredRole } from "../../shared/role.js";
import { ROLES } from "../../shared/role.js";
import { PlatformUser } from "../identity/platform-user.entity.js";
import { instant, optionalInstant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Organization } from "./organization.entity.js";

/** Something of the person behind the seat. */
const ofUser =
  (column: string) =>
  (row: Row): string =>
    `SELECT u.${column} FROM platform_user u WHERE u.id = ${row("userId")}`;

/** A person's seat at an organization. A change of role raises `generation`, which ends every right granted before it. */
@ObjectType({ simpleResolvers: true, description: "A person's seat at an organization." })
@PartnerSees("whatLeadsHere")
@Entity("membership")
@Unique(["organizationId", "userId"])
@Index(["userId"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
@Check("ck_membership_role", `role in (${ROLES.map((role) => `'${role}'`).join(", ")})`)
export class Membership extends TenantEntity {
  @Column("uuid") userId!: string;
  @Field(() => Role, { description: "What they may do." })
  @Column("text")
  role!: StoredRole;

  @Column("int", { default: 1 }) generation!: number;
  @Field(() => DateTime, { description: "Since when." })
  @Column(instant)
  createdAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: "Since when they are no member any more; null while they are.",
  })
  @Column(optionalInstant)
  revokedAt!: Date | null;

  @BelongsTo(() => PlatformUser, "userId", "The person.")
  user!: Relation<PlatformUser>;

  @Computed(() => String, ofUser("name"), { description: "The person's name." })
  name!: string;

  @Computed(() => String, ofUser("email"), { description: "The person's address, in lower case." })
  email!: string;
}
