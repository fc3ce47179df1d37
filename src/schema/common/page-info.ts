import { Directive, Field, ObjectType } from "type-graphql";

import { SHAREABLE } from "./federation-directives.js";

@Directive(SHAREABLE)
@ObjectType({ simpleResolvers: true, description: "Whether a page has neighbours, as Relay has it." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether more follows after this page." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether a cursor was given, so that something may stand before this page." })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "The first item's cursor; null on an empty page." })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "What `after` takes for the next page; null on an empty page." })
  endCursor!: string | null;
}
