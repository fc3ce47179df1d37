import { Field, ObjectType } from "type-graphql";
import { Role } from "../../schema/organizations/role.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
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

export const MEMBERSHIP_STATUSES = ["ACTIVE", "SUSPENDED", "REMOVED", "ERASED"] as const;
export type MembershipStatus = (typeof MEMBERSHIP_STATUSES)[number];
export const MembershipStatus = graphEnum<MembershipStatus>("MembershipStatus", "Where a membership stands.", {
  ACTIVE: "In.",
  SUSPENDED: "Kept out until an owner takes them back.",
  REMOVED: "No member any more; adding them again brings it back.",
  ERASED: "Nothing of the person is left.",
});

/** Something of the person behind the membership. */
const ofUser =
  (column: string) =>
  (row: Row): string =>
    `SELECT u.${column} FROM platform_user u WHERE u.id = ${row("userId")}`;

/** A person's membership of an organization. `membership-writer.ts` alone writes it. */
@ObjectType({ simpleResolvers: true, description: "A person's membership of an organization." })
@PartnerSees("whatLeadsHere")
@Entity("membership")
@Unique(["organizationId", "userId"])
@Index(["userId"])
@Index(["organizationId", "createdAt", "id"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@ForeignKey(() => PlatformUser, ["userId"], ["id"])
@Index(["organizationId", "externalScimId"], { unique: true, where: "external_scim_id is not null" })
@Check("ck_membership_status", `status in (${MEMBERSHIP_STATUSES.map((status) => `'${status}'`).join(", ")})`)
@Check("ck_membership_revoked", "(status in ('REMOVED', 'ERASED')) = (revoked_at is not null)")
@Check("ck_membership_seat", "(role = 'LEARNER' and status = 'ACTIVE') or seat_assigned_at is null")
@Check("ck_membership_role", `role in (${ROLES.map((role) => `'${role}'`).join(", ")})`)
export class Membership extends TenantEntity {
  @Column("uuid") userId!: string;
  @Field(() => Role, { description: "What they may do." })
  @Column("text")
  role!: StoredRole;

  @Field(() => MembershipStatus, { description: "Where it stands." })
  @Column("text", { default: "ACTIVE" })
  status!: MembershipStatus;

  @Field(() => String, { nullable: true, description: "Their department; null where none was given." })
  @Column("text", { nullable: true })
  departmentLabel!: string | null;

  /** What a directory calls them. */
  @Column("text", { nullable: true }) externalScimId!: string | null;
  /** Since when a learner has a seat. */
  @Column(optionalInstant) seatAssignedAt!: Date | null;
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
