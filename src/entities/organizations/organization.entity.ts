import { Directive, Field, ID, ObjectType } from "type-graphql";
import { Check, Column, Entity, PrimaryColumn, Unique } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { KEY } from "../../schema/common/federation-directives.js";
import { OrganizationSees, PartnerSees } from "../../schema/read/describe.js";
import { instant } from "../instant-column.js";

export type OrganizationStatus = "active" | "suspended";

/** The tenant: everything belongs to one. */
@ObjectType({ simpleResolvers: true, description: "Who runs a partner program: everything belongs to one." })
@Directive(KEY)
@PartnerSees("whatLeadsHere")
@OrganizationSees((row, organization) => `${row("id")} = ${organization}`)
@Entity("organization")
@Unique(["slug"])
@Check("ck_organization_slug", "slug ~ '^[a-z0-9-]{3,30}$'")
export class Organization {
  @Field(() => ID, { description: "The same everywhere: in the graph, REST and on the command line." })
  @PrimaryColumn("uuid")
  id!: string;

  @Field(() => String, { description: "Its name in addresses, unique on the platform." })
  @Column("text")
  slug!: string;

  @Field(() => String, { description: "Its name for people." })
  @Column("text")
  name!: string;

  @Column("text", { default: "active" }) status!: OrganizationStatus;
  @Column("text", { array: true, default: "{}" }) capabilities!: string[];

  @Field(() => String, { description: "IANA name; it matters for period boundaries and in display only." })
  @Column("text", { default: "UTC" })
  timeZone!: string;

  @Field(() => DateTime, { description: "When it was created." })
  @Column(instant)
  createdAt!: Date;
}
