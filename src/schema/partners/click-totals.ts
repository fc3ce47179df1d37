import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({ simpleResolvers: true, description: "Today's clicks so far, in the organization's time zone." })
export class ClickTotals {
  @Field(() => String, { description: "Which day it is there, such as 2026-01-31." })
  day!: string;

  @Field(() => Int, { description: "Every click, flagged or not." })
  clicks!: number;

  @Field(() => Int, { description: "Those of them that are flagged and earn nothing." })
  flaggedClicks!: number;
}
