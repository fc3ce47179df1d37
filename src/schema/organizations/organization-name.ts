import { Field, ID, ObjectType } from "type-graphql";

/** How an organization is called wherever it is told of without being it: to people who are not in it. */
@ObjectType()
export abstract class OrganizationName {
  @Field(() => ID, { description: "The organization's id." })
  id!: string;

  @Field(() => String, { description: "Its name in addresses." })
  slug!: string;

  @Field(() => String, { description: "Its name for people." })
  name!: string;
}
