import { ArgsType, Field, ID } from "type-graphql";

import { Click } from "../../entities/partners/click.entity.js";
import { DateTime } from "../common/date-time.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { from, listOf, newestOrOldest, until, withId } from "../read/list.js";

export const ClickConnection = listConnectionOf("Click", () => Click);
export type ClickConnection = InstanceType<typeof ClickConnection>;

@ArgsType()
export class ClickListArgs extends OrderedPageArgs {
  @Field(() => ID, { nullable: true, description: "Only those through this partner's links." })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only those to this program." })
  programId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only those through this link." })
  linkId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only this visitor's." })
  visitorId?: string | null;

  @Field(() => DateTime, { nullable: true, description: "Only what was clicked at this instant or later." })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Only what was clicked before this instant." })
  until?: Date | null;
}

/** Clicks. A partner sees those through their own links. */
export const CLICKS = listOf({
  name: "clicks",
  entity: () => Click,
  needs: ["click:read"],
  connection: ClickConnection,
  args: ClickListArgs,
  orders: newestOrOldest("clickedAt"),
  filters: {
    partnerId: withId("partnerId"),
    programId: withId("programId"),
    linkId: withId("linkId"),
    visitorId: withId("visitorId"),
    from: from("clickedAt"),
    until: until("clickedAt"),
  },
});
