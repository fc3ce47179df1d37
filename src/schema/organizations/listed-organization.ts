import { Field, ID, ObjectType } from "type-graphql";

import { SizeBucket } from "../../entities/organizations/organization-profile.entity.js";

@ObjectType({ simpleResolvers: true, description: "An organization that lets itself be found." })
export class ListedOrganization {
  @Field(() => ID, { description: "The organization's id." })
  id!: string;

  @Field(() => String, { description: "Its name in addresses." })
  slug!: string;

  @Field(() => String, { description: "Its name for people." })
  name!: string;

  @Field(() => String, { nullable: true, description: "What it says of itself." })
  description!: string | null;

  @Field(() => String, { nullable: true, description: "What it does." })
  industry!: string | null;

  @Field(() => String, { nullable: true, description: "Its place on the web." })
  website!: string | null;

  @Field(() => SizeBucket, { nullable: true, description: "How many people work for it." })
  sizeBucket!: SizeBucket | null;

  @Field(() => String, { nullable: true, description: "Where its logo is read." })
  logoUrl!: string | null;
}
