import { Field, ID, ObjectType } from "type-graphql";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { DateTime } from "../../schema/common/date-time.js";
import { PartnerSees } from "../../schema/read/describe.js";
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";

import type { KeyScope as StoredScope } from "../../shared/key-scope.js";
import { KEY_SCOPES } from "../../shared/key-scope.js";
import { instant, optionalInstant } from "../instant-column.js";
import { Organization } from "../organizations/organization.entity.js";

const SCOPES_ARE_KNOWN = `cardinality(scopes) > 0 and scopes <@ array[${KEY_SCOPES.map((scope) => `'${scope}'`).join(", ")}]::text[]`;

export const KeyScope = graphEnum<StoredScope>("KeyScope", "What a key may do.", {
  admin: "Read what the organization has, change programs, partners and links, import, and send events.",
  "events:write": "Send events and identify visitors.",
  "partners:read": "Read partners, programs and links.",
  "partners:write": "Invite and change partners and make links; and read them.",
  "commissions:read": "Read commissions, earnings, and the events, partners and programs behind them.",
  "webhooks:write": "Set up webhooks, once there are any; nothing until then.",
});

/** A key for machines. Its plaintext is shown once, at creation; `prefix` is what people recognise it by. */
@ObjectType({ simpleResolvers: true, description: "A key for machines. Its token was shown once, when it was made." })
@PartnerSees("whatLeadsHere")
@Entity("api_key")
@Check("ck_api_key_hash", "octet_length(token_hash) = 32")
@Unique(["tokenHash"])
@ForeignKey(() => Organization, ["organizationId"], ["id"])
@Index(["organizationId", "createdAt"])
@Check("ck_api_key_scopes", SCOPES_ARE_KNOWN)
export class ApiKey {
  @Field(() => ID, { description: "The same everywhere." })
  @PrimaryColumn("uuid")
  id!: string;

  @Column("uuid") organizationId!: string;
  @Field(() => String, { description: "Its name for people." })
  @Column("text")
  name!: string;

  @Field(() => [KeyScope], { description: "What it may do: one scope or more, each once." })
  @Column("text", { array: true })
  scopes!: StoredScope[];

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

  @Field(() => DateTime, {
    nullable: true,
    description: "From when on it opens nothing; null: it does not end by itself.",
  })
  @Column(optionalInstant)
  expiresAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it was last used, to within some minutes; null: never, as far as is known.",
  })
  @Column(optionalInstant)
  lastUsedAt!: Date | null;
}
