import { Field, ID, ObjectType } from "type-graphql";

import { DateTime } from "../common/date-time.js";

@ObjectType({ simpleResolvers: true, description: "A person of the staff that runs this platform." })
export class Operator {
  @Field(() => ID, { description: "How journals name them." })
  id!: string;

  @Field(() => String, { description: "Their address." })
  email!: string;

  @Field(() => String, { description: "Their name." })
  name!: string;

  @Field(() => Boolean, { description: "Whether they are an operator now." })
  isActive!: boolean;

  @Field(() => DateTime, { description: "Since when the platform knows them." })
  createdAt!: Date;
}
