import { Field, ObjectType } from "type-graphql";

import { SizeBucket } from "../../entities/organizations/organization-profile.entity.js";
import { OrganizationName } from "./organization-name.js";

@ObjectType({ simpleResolvers: true, description: "An organization that lets itself be found." })
export class ListedOrganization extends OrganizationName {
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
