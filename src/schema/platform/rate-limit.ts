import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({
  simpleResolvers: true,
  description: "What the asker may still ask the graph. An answer costs one point for each object in it.",
})
export class RateLimit {
  @Field(() => Boolean, { description: "False where limits are switched off: then everything is always available." })
  isEnforced!: boolean;

  @Field(() => Int, { description: "What there is at most." })
  maximumAvailable!: number;

  @Field(() => Int, { description: "What is left now, with this operation's own cost taken off." })
  currentlyAvailable!: number;

  @Field(() => Int, { description: "How much comes back in a second." })
  restoreRate!: number;

  @Field(() => Int, { description: "What one operation may cost at most, by its estimate." })
  maximumQueryCost!: number;
}
