import { Program } from "./program.entity.js";
import { Partner } from "./partner.entity.js";
import { ClickFlag } from "./click-flag.entity.js";
import { Field, ID, ObjectType } from "type-graphql";
import type { Relation } from "typeorm";
import { DateTime } from "../../schema/common/date-time.js";
import { BelongsTo, Guarded, HasMany, PartnerSees } from "../../schema/read/describe.js";
import { Column, Entity, ForeignKey, Index } from "typeorm";

import { instant } from "../instant-column.js";
import { TenantEntity } from "../tenant-entity.js";
import { Link } from "./link.entity.js";

/** A visit through a partner's link. Written once, by an insert-only role, and never changed. */
@ObjectType({ simpleResolvers: true, description: "A visit through a partner's link." })
@PartnerSees({ own: "partnerId" })
@Entity("click")
@ForeignKey(() => Link, ["organizationId", "linkId"], ["organizationId", "id"])
@Index(["organizationId", "clickedAt", "id"])
@Index(["organizationId", "visitorId", "clickedAt", "id"])
@Index(["organizationId", "linkId", "sourceHash", "clickedAt"], { where: "source_hash is not null" })
@Index(["organizationId", "linkId", "clickedAt", "id"])
@Index(["recordedAt"], { type: "brin" })
export class Click extends TenantEntity {
  @Column("uuid") linkId!: string;
  @Column("uuid") programId!: string;
  @Column("uuid") partnerId!: string;
  /** The first-party cookie that the first click sets (S3). */
  @Guarded("person:read")
  @Field(() => ID, { nullable: true, description: "The visitor, by their cookie. Not for partners." })
  @Column("uuid")
  visitorId!: string;

  @Field(() => DateTime, { description: "When." })
  @Column(instant)
  clickedAt!: Date;

  /** When it reached the database: after an outage or an import long after the click. */
  @Column({ ...instant, default: () => "now()" }) recordedAt!: Date;

  /** A keyed hash of address and user agent, for velocity and duplicates; null for imported clicks, which are not judged. */
  @Column("bytea", { nullable: true }) sourceHash!: Buffer | null;
  @Field(() => String, { nullable: true, description: "What the partner had added to the link." })
  @Column("text", { nullable: true })
  subId!: string | null;

  /** Stamped from what the redirect knew: such a click never earns. */
  @Field(() => Boolean, { name: "isFromRevokedPartner", description: "The partner was revoked then: it never earns." })
  @Column("boolean", { default: false })
  partnerRevoked!: boolean;

  @BelongsTo(() => Link, "linkId", "Through which link.")
  link!: Relation<Link>;

  @BelongsTo(() => Partner, "partnerId", "Whose link it was.")
  partner!: Relation<Partner>;

  @BelongsTo(() => Program, "programId", "To which program.")
  program!: Relation<Program>;

  @Guarded("commission:read")
  @HasMany(
    () => ClickFlag,
    { key: "clickId", order: (row) => `${row("flaggedAt")}, ${row("id")}` },
    "Why it does not earn, oldest first; none: it may earn. Not for partners.",
    { nullable: true },
  )
  flags!: Relation<ClickFlag>[];
}
