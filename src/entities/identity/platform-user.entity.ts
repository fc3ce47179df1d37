import { Directive, Field, ID, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn, Unique } from "typeorm";

import { KEY } from "../../schema/common/federation-directives.js";
import { OrganizationSees, PartnerSees } from "../../schema/read/describe.js";
import { instant } from "../instant-column.js";

/** A person who signs in; their e-mail address is unique on the whole platform, stored in lower case. */
@ObjectType("User", { simpleResolvers: true, description: "A person who signs in." })
@Directive(KEY)
@PartnerSees({ when: () => "false" })
@OrganizationSees(
  (row, organization) =>
    `EXISTS (SELECT FROM membership m WHERE m.organization_id = ${organization} AND m.user_id = ${row("id")})`,
)
@Entity("platform_user")
@Unique(["email"])
export class PlatformUser {
  @Field(() => ID, { description: "The same in every organization." })
  @PrimaryColumn("uuid")
  id!: string;

  @Field(() => String, { description: "Their address, in lower case. Unique on the whole platform." })
  @Column("text")
  email!: string;

  @Field(() => String, { description: "Their name." })
  @Column("text")
  name!: string;

  /** Rises with every change of any of their memberships. */
  @Column("int", { default: 1 }) generation!: number;
  @Column(instant) createdAt!: Date;
}
