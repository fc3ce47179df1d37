import { Field, ID, ObjectType } from "type-graphql";
import { PrimaryColumn } from "typeorm";

/** A row that belongs to one organization: the organization comes first in its key, in its uniqueness and in its references. */
// Not a type of the graph itself: only what fields lead to is published.
@ObjectType({ simpleResolvers: true })
export abstract class TenantEntity {
  @PrimaryColumn("uuid") organizationId!: string;

  @Field(() => ID, { description: "The same everywhere: in the graph, REST and on the command line." })
  @PrimaryColumn("uuid")
  id!: string;
}
