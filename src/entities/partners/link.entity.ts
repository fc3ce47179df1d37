import type { Relation } from "typeorm";
import { BelongsTo, Computed, HasList, PartnerSees, Restless } from "../../schema/read/describe.js";
import type { Row, SqlTerms } from "../../schema/read/row.js";
import type { ClickConnection } from "../../schema/partners/click-list.js";
import { CLICKS } from "../../schema/partners/click-list.js";
import { Field, ObjectType } from "type-graphql";
import { Column, Entity, ForeignKey, Index, Unique } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Partner } from "./partner.entity.js";
import { Program } from "./program.entity.js";

const destination = (row: Row, { organization }: SqlTerms): string =>
  `coalesce(${row("deepLinkUrl")}, (SELECT p.destination_url FROM program p
    WHERE p.organization_id = ${organization} AND p.id = ${row("programId")}))`;

/** A partner's link to a program: `/r/<key>`. */
@ObjectType({ simpleResolvers: true, description: "A partner's link to a program." })
@PartnerSees({ own: "partnerId" })
@Entity("link")
@Unique(["organizationId", "key"])
@ForeignKey(() => Partner, ["organizationId", "partnerId"], ["organizationId", "id"])
@ForeignKey(() => Program, ["organizationId", "programId"], ["organizationId", "id"])
@Index(["organizationId", "partnerId", "createdAt", "id"])
@Index(["organizationId", "createdAt", "id"])
@Index(["organizationId", "programId", "createdAt", "id"])
export class Link extends TenantEntity {
  @Column("uuid") programId!: string;
  @Column("uuid") partnerId!: string;

  @Field(() => String, { description: "What stands at the end of its address, unique in the organization." })
  @Column("text")
  key!: string;

  /** A deep link into one of the program's allowed domains; null: the program's destination. */
  @Column("text", { name: "destination_url", nullable: true }) deepLinkUrl!: string | null;

  @Computed(() => String, destination, { description: "Where it leads: its own destination, or the program's." })
  destinationUrl!: string;

  @Field(() => DateTime, { description: "When it was made." })
  @Column(instant)
  createdAt!: Date;

  @BelongsTo(() => Partner, "partnerId", "Whose link.")
  partner!: Relation<Partner>;

  @BelongsTo(() => Program, "programId", "To which program.")
  program!: Relation<Program>;

  @HasList(() => CLICKS, { linkId: "id" }, "Clicks through it, newest first.")
  @Restless
  clicks!: ClickConnection;
}
