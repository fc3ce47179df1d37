import { Field, ObjectType } from "type-graphql";
import { Check, Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";
import { TenantEntity } from "../tenant-entity.js";

export type PartnerStatus = "invited" | "active" | "revoked";
export const PartnerStatus = graphEnum<PartnerStatus>("PartnerStatus", "Where a partner stands.", {
  invited: "Has not signed in yet. Earns already.",
  active: "Has signed in.",
  revoked: "Earns nothing from events recorded since, and cannot sign in.",
});

/** One who earns commission in an organization's partner program: an affiliate, a creator. */
@ObjectType({ simpleResolvers: true, description: "One who earns commission: an affiliate, a creator." })
@Entity("partner")
@Unique(["organizationId", "email"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Index(["organizationId", "createdAt", "id"])
@Check("ck_partner_status", "status in ('invited', 'active', 'revoked')")
export class Partner extends TenantEntity {
  @Field(() => String, { description: "Their name." })
  @Column("text")
  name!: string;

  /** In lower case, so that a plain comparison finds it. */
  @Field(() => String, { nullable: true, description: "Their address, in lower case." })
  @Column("text")
  email!: string;

  @Field(() => PartnerStatus, { description: "Where they stand." })
  @Column("text")
  status!: PartnerStatus;

  @Column("int", { default: 1 }) generation!: number;

  @Field(() => DateTime, { description: "When they were invited." })
  @Column(instant)
  createdAt!: Date;

  @Column(optionalInstant) activatedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Since when they are revoked; null while they are not." })
  @Column(optionalInstant)
  revokedAt!: Date | null;

  @Column("text", { nullable: true }) revokeReason!: string | null;
}
