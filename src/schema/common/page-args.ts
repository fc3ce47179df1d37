import { ArgsType, Field, Int } from "type-graphql";

import { PAGE_FIRST_DEFAULT, requirePageWithin } from "../../shared/page-bounds.js";
import { ListOrder } from "./list-order.js";

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: PAGE_FIRST_DEFAULT, description: "How many at most, from 0 to 100." })
  first!: number;

  @Field(() => String, { nullable: true, description: "A cursor: the page begins after it." })
  after?: string | null;

  /** Refuses a page that is out of bounds. */
  get bounded(): this {
    requirePageWithin(this.first);
    return this;
  }
}

/** A page of a list that can begin at either end. */
@ArgsType()
export class OrderedPageArgs extends PageArgs {
  @Field(() => ListOrder, { nullable: true, description: "Which end comes first, if not the one the list says." })
  order?: ListOrder | null;
}
