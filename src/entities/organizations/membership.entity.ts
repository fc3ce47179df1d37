import { Check, Column, Entity, ForeignKey, Unique } from "typeorm";

import type { Role } from "../../shared/role.js";
import { ROLES } from "../../shared/role.js";
import { PlatformUser } from "../identity/platform-user.entity.js";
import { instant, optionalInstant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Organization } from "./organization.entity.js";

/** A person's seat at an organization. A change of role raises `generation`, which ends every right granted before it. */
@Entity("membership")
@Unique(["organizationId", "userId"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
@Check("ck_membership_role", `role in (${ROLES.map((role) => `'${role}'`).join(", ")})`)
export class Membership extends TenantEntity {
  @Column("uuid") userId!: string;
  @Column("text") role!: Role;
  @Column("int", { default: 1 }) generation!: number;
  @Column(instant) createdAt!: Date;
  @Column(optionalInstant) revokedAt!: Date | null;
}
