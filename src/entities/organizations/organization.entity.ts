import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from "typeorm";

import { DateTime } from "../../schema/common/date-time.js";
import { KEY } from "../../schema/common/federation-directives.js";
import { graphEnum } from "../../schema/common/graph-enum.js";
import { OrganizationSees, PartnerSees } from "../../schema/read/describe.js";
import { instant } from "../instant-column.js";

export const ORGANIZATION_STATUSES = ["pending_verification", "active", "suspended", "deactivated"] as const;
/** What each permits stands in `organization-status.ts`. */
export type OrganizationStatus = (typeof ORGANIZATION_STATUSES)[number];
export const OrganizationStatus = graphEnum<OrganizationStatus>("OrganizationStatus", "Where an organization stands.", {
  pending_verification: "Made, and not yet let in by the operator.",
  active: "At work.",
  suspended: "Stopped by the operator: its links lead on, and nothing is recorded.",
  deactivated: "Ended for good; its rows remain.",
});

/** What an organization may be: flags, of which any number hold (S-SUP-13). With none it is inert. */
export const CAPABILITIES = ["canSponsor", "canHost", "runsPartnerProgram", "resells"] as const;
export type Capability = (typeof CAPABILITIES)[number];

const listed = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(", ");

/**
 * The tenant: everything belongs to one. What can be changed by its people beside the name stands in its profile.
 * Parent, root and depth are set when it is made and never afterwards, so that no circle can arise.
 */
@ObjectType({ simpleResolvers: true, description: "Who runs a partner program: everything belongs to one." })
@Directive(KEY)
@PartnerSees("whatLeadsHere")
@OrganizationSees((row, organization) => `${row("id")} = ${organization}`)
@Entity("organization")
@Unique(["slug"])
@ForeignKey(() => Organization, ["parentId"], ["id"])
@ForeignKey(() => Organization, ["rootId"], ["id"])
@Index(["parentId"])
@Index(["rootId"])
@Index(["status", "createdAt", "id"])
@Check("ck_organization_slug", "slug ~ '^[a-z0-9-]{3,30}$'")
@Check("ck_organization_status", `status in (${listed(ORGANIZATION_STATUSES)})`)
@Check("ck_organization_capabilities", `capabilities <@ array[${listed(CAPABILITIES)}]`)
@Check("ck_organization_status_reason", "char_length(status_reason) <= 500")
@Check(
  "ck_organization_place",
  "(parent_id is null and root_id is null and depth = 0) or (parent_id is not null and root_id is not null and depth between 1 and 8)",
)
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

  @Field(() => OrganizationStatus, { description: "Where it stands. Whoever reads this is in one that is active." })
  @Column("text", { default: "active" })
  status!: OrganizationStatus;

  /** Why an operator has brought it there; theirs to read, and nobody's in the organization. */
  @Column("text", { nullable: true }) statusReason!: string | null;
  @Column("text", { array: true, default: "{}" }) capabilities!: Capability[];
  /** Null for a root. */
  @Column("uuid", { nullable: true }) parentId!: string | null;
  /** The top of the tree that it is in; null for a root, which is its own. */
  @Column("uuid", { nullable: true }) rootId!: string | null;

  @Field(() => Int, { description: "How many organizations stand above it." })
  @Column("int", { default: 0 })
  depth!: number;

  @Field(() => String, { description: "IANA name; it matters for period boundaries and in display only." })
  @Column("text", { default: "UTC" })
  timeZone!: string;

  @Field(() => DateTime, { description: "When it was created." })
  @Column(instant)
  createdAt!: Date;
}
