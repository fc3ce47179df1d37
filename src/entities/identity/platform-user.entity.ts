import { Directive, Field, ID, ObjectType } from "type-graphql";
import { Check, Column, Entity, PrimaryColumn, Unique } from "typeorm";

import { KEY } from "../../schema/common/federation-directives.js";
import { OrganizationSees, PartnerSees } from "../../schema/read/describe.js";
import { instant } from "../instant-column.js";

/**
 * A person who signs in; their e-mail address is unique on the whole platform, stored in lower case. Beginnings of names and
 * addresses have indexes on expressions, which only migrations know.
 */
@ObjectType("User", { simpleResolvers: true, description: "A person who signs in." })
@Directive(KEY)
@PartnerSees({ when: () => "false" })
@OrganizationSees(
  (row, organization) =>
    `EXISTS (SELECT FROM membership m WHERE m.organization_id = ${organization} AND m.user_id = ${row("id")})`,
)
@Entity("platform_user")
@Unique(["email"])
@Unique(["operatorId"])
@Check("ck_platform_user_operator", "operator_id is not null or not is_operator")
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

  /** Staff of the platform, beside a token that says so. */
  @Column("boolean", { default: false }) isOperator!: boolean;
  /** How journals name them as an operator, since they first were one. */
  @Column("uuid", { nullable: true }) operatorId!: string | null;
}
