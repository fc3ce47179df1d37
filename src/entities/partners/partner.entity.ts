import { Guarded, HasList, PartnerSees, Restless } from "../../schema/read/describe.js";
import type { TermsConnection } from "../../schema/partners/terms-list.js";
import { TERMS } from "../../schema/partners/terms-list.js";
import type { LinkConnection } from "../../schema/partners/link-list.js";
import { LINKS } from "../../schema/partners/link-list.js";
import type { CommissionConnection } from "../../schema/partners/commission-list.js";
import { COMMISSIONS } from "../../schema/partners/commission-list.js";
import type { ClickConnection } from "../../schema/partners/click-list.js";
import { CLICKS } from "../../schema/partners/click-list.js";
import { Directive, Field, ObjectType } from "type-graphql";
import { Check, Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { KEY } from "../../schema/common/federation-directives.js";
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
@Directive(KEY)
@PartnerSees({ own: "id" })
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

  @Guarded("partner:read")
  @Field(() => String, { nullable: true, description: "Why they are revoked, if anybody said so. Not for partners." })
  @Column("text", { nullable: true })
  revokeReason!: string | null;

  @HasList(() => LINKS, { partnerId: "id" }, "Their links, newest first.")
  links!: LinkConnection;

  @HasList(() => COMMISSIONS, { partnerId: "id" }, "What they earned, newest first.")
  commissions!: CommissionConnection;

  @HasList(() => TERMS, { partnerId: "id" }, "The terms under which they work, each version, newest first.")
  terms!: TermsConnection;

  @HasList(() => CLICKS, { partnerId: "id" }, "Clicks through their links, newest first.")
  @Restless
  clicks!: ClickConnection;
}
