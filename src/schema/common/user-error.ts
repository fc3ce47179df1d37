import { Field, InterfaceType } from "type-graphql";

/** A refusal that the person can act upon. Results are unions of a payload and such errors, so older clients handle newer errors. */
@InterfaceType({ description: "A refusal that the person can act upon." })
export abstract class UserError {
  @Field(() => String, { description: "Stable: what programs decide by." })
  code!: string;

  @Field(() => String, { description: "For people." })
  message!: string;

  @Field(() => [String], { nullable: true, description: "Where in the input the fault lies, from the input's root." })
  path!: string[] | null;
}
