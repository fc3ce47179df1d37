import { Field, ID, Int, ObjectType } from "type-graphql";

import { OrganizationStatus } from "../../entities/organizations/organization.entity.js";

@ObjectType({ simpleResolvers: true, description: "An organization of the tree that yours is in, above or below it." })
export class OrganizationTreeNode {
  @Field(() => ID, { description: "The organization's id." })
  id!: string;

  @Field(() => ID, { nullable: true, description: "The one above it; null at the top." })
  parentId!: string | null;

  @Field(() => String, { description: "Its name in addresses." })
  slug!: string;

  @Field(() => String, { description: "Its name for people." })
  name!: string;

  @Field(() => OrganizationStatus, { description: "Where it stands." })
  status!: OrganizationStatus;

  @Field(() => Int, { description: "How many stand above it." })
  depth!: number;

  @Field(() => Boolean, { description: "Whether it is the one that asks." })
  isOwn!: boolean;
}
