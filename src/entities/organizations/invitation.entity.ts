import { Field, ObjectType } from "type-graphql";
import { Check, Column, Entity, ForeignKey, Index } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { Role } from "../../schema/organizations/role.js";
import { Computed, PartnerSees } from "../../schema/read/describe.js";
import type { Role as StoredRole } from "../../shared/role.js";
import { ROLES } from "../../shared/role.js";
import { instant, optionalInstant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Membership } from "./membership.entity.js";
import { Organization } from "./organization.entity.js";

export type InvitationStatus = "pending" | "accepted" | "revoked" | "expired";
export const InvitationStatus = graphEnum<InvitationStatus>("InvitationStatus", "What has become of an invitation.", {
  pending: "It can be accepted.",
  accepted: "Somebody joined by it.",
  revoked: "It was taken back.",
  expired: "Its time was over before anybody accepted.",
});

/**
 * An offer to become a member, for one address. Its two tokens are kept as hashes: the one that goes out by mail proves
 * that its bearer reads the address, the one that an inviter copies does not.
 */
@ObjectType({ simpleResolvers: true, description: "An offer to become a member of the organization, for one address." })
@PartnerSees({ when: () => "false" })
@Entity("invitation")
@Check("ck_invitation_hash", "octet_length(mail_token_hash) = 32 and octet_length(copy_token_hash) = 32")
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@ForeignKey(() => Membership, ["organizationId", "invitedById"], ["organizationId", "id"])
@ForeignKey(() => Membership, ["organizationId", "membershipId"], ["organizationId", "id"])
@Index("uq_invitation_pending_email", ["organizationId", "email"], { unique: true, where: "status = 'pending'" })
@Index(["organizationId", "createdAt", "id"])
@Index(["mailTokenHash"])
@Index(["copyTokenHash"])
@Index(["expiresAt"], { where: "status = 'pending'" })
@Check("ck_invitation_role", `role in (${ROLES.map((role) => `'${role}'`).join(", ")})`)
@Check("ck_invitation_status", "status in ('pending', 'accepted', 'revoked', 'expired')")
@Check("ck_invitation_accepted", "(status = 'accepted') = (accepted_at is not null)")
export class Invitation extends TenantEntity {
  @Field(() => String, { description: "The address that it is for, in lower case." })
  @Column("text")
  email!: string;

  @Field(() => Role, { description: "What they will be." })
  @Column("text")
  role!: StoredRole;

  @Field(() => InvitationStatus, { description: "What has become of it." })
  @Column("text", { default: "pending" })
  status!: InvitationStatus;

  /** Null where the house itself invited. */
  @Column("uuid", { nullable: true }) invitedById!: string | null;
  @Column("bytea") mailTokenHash!: Buffer;
  @Column("bytea") copyTokenHash!: Buffer;

  @Field(() => DateTime, { description: "When it was made." })
  @Column(instant)
  createdAt!: Date;

  @Field(() => DateTime, { description: "When it was last sent." })
  @Column(instant)
  sentAt!: Date;

  @Field(() => DateTime, { description: "It can be accepted before this instant." })
  @Column(instant)
  expiresAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When somebody joined by it." })
  @Column(optionalInstant)
  acceptedAt!: Date | null;

  /** Whose it became. */
  @Column("uuid", { nullable: true }) membershipId!: string | null;

  @Computed(
    () => String,
    (row) =>
      `SELECT u.name FROM membership m JOIN platform_user u ON u.id = m.user_id
       WHERE m.organization_id = ${row("organizationId")} AND m.id = ${row("invitedById")}`,
    { description: "Who invited; null where it was nobody in particular.", nullable: true },
  )
  inviterName!: string | null;
}
