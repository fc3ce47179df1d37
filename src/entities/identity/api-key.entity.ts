import { Field, ID, ObjectType } from "type-graphql";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { DateTime } from "../../schema/common/date-time.js";
import { PartnerSees } from "../../schema/read/describe.js";
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";

import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";

export type ApiKeyKind = "admin" | "events";
export const ApiKeyKind = graphEnum<ApiKeyKind>("ApiKeyKind", "What a key may do.", {
  admin: "Read what the organization has, import, and send events.",
  events: "Send events and identify visitors, nothing else.",
});

/** A key for machines. Its plaintext is shown once, at creation; `prefix` is what people recognise it by. */
@ObjectType({ simpleResolvers: true, description: "A key for machines. Its token was shown once, when it was made." })
@PartnerSees("whatLeadsHere")
@Entity("api_key")
@Unique(["tokenHash"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Index(["organizationId", "createdAt"])
@Check("ck_api_key_kind", "kind in ('admin', 'events')")
export class ApiKey {
  @Field(() => ID, { description: "The same everywhere." })
  @PrimaryColumn("uuid")
  id!: string;

  @Column("uuid") organizationId!: string;
  @Field(() => String, { description: "Its name for people." })
  @Column("text")
  name!: string;

  @Field(() => ApiKeyKind, { description: "What it may do." })
  @Column("text")
  kind!: ApiKeyKind;

  @Field(() => String, { description: "How its token begins." })
  @Column("text")
  prefix!: string;

  @Column("bytea") tokenHash!: Buffer;
  @Field(() => DateTime, { description: "When it was made." })
  @Column(instant)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "Since when it is revoked; null while it is valid." })
  @Column(optionalInstant)
  revokedAt!: Date | null;
}
