import { ArgsType, Field, Int } from "type-graphql";

import { AppError } from "../../shared/errors.js";
import { ListOrder } from "./list-order.js";

export const PAGE_FIRST_DEFAULT = 20;
export const PAGE_FIRST_MAX = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: PAGE_FIRST_DEFAULT, description: "How many at most, from 0 to 100." })
  first!: number;

  @Field(() => String, { nullable: true, description: "A cursor: the page begins after it." })
  after?: string | null;

  /** Refuses a page that is out of bounds. */
  get bounded(): this {
    if (this.first < 0 || this.first > PAGE_FIRST_MAX) {
      throw new AppError("badRequest", `first must be from 0 to ${PAGE_FIRST_MAX}.`, { code: "page_out_of_bounds" });
    }
    return this;
  }
}

/** A page of a list that can begin at either end. */
@ArgsType()
export class OrderedPageArgs extends PageArgs {
  @Field(() => ListOrder, { nullable: true, description: "Which end comes first, if not the one the list says." })
  order?: ListOrder | null;
}
