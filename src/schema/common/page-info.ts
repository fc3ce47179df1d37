import { Field, ObjectType } from "type-graphql";

import type { Page } from "../../shared/database/pager.js";

@ObjectType({ simpleResolvers: true, description: "Whether a page has neighbours, as Relay has it." })
export class PageInfo {
  constructor(private readonly page: Page<object>) {}

  @Field(() => Boolean, { description: "Whether more follows after this page." })
  get hasNextPage(): boolean {
    return this.page.hasNextPage;
  }

  @Field(() => Boolean, { description: "Whether a cursor was given, so that something may stand before this page." })
  get hasPreviousPage(): boolean {
    return this.page.hasPreviousPage;
  }

  @Field(() => String, { nullable: true, description: "The first item's cursor; null on an empty page." })
  get startCursor(): string | null {
    return this.cursorAt(0);
  }

  @Field(() => String, { nullable: true, description: "What `after` takes for the next page; null on an empty page." })
  get endCursor(): string | null {
    return this.cursorAt(-1);
  }

  private cursorAt(index: number): string | null {
    const row = this.page.rows.at(index);
    return row === undefined ? null : this.page.cursorOf(row);
  }
}
