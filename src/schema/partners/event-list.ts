import { ArgsType, Field, ID } from "type-graphql";

import { Event } from "../../entities/partners/event.entity.js";
import { DateTime } from "../common/date-time.js";
import { listConnectionOf } from "../common/connection.js";
import { OrderedPageArgs } from "../common/page-args.js";
import { equalTo, from, listOf, newestOrOldest, until, withId } from "../read/list.js";

export const EventConnection = listConnectionOf("Event", () => Event);
export type EventConnection = InstanceType<typeof EventConnection>;

@ArgsType()
export class EventListArgs extends OrderedPageArgs {
  @Field(() => String, { nullable: true, description: "Only events of this type." })
  type?: string | null;

  @Field(() => ID, { nullable: true, description: "Only this person's." })
  personId?: string | null;

  @Field(() => DateTime, { nullable: true, description: "Only what happened at this instant or later." })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Only what happened before this instant." })
  until?: Date | null;
}

/** Events, by when they happened. */
export const EVENTS = listOf({
  name: "events",
  entity: () => Event,
  needs: ["event:read"],
  connection: EventConnection,
  args: EventListArgs,
  orders: newestOrOldest("occurredAt"),
  filters: {
    type: equalTo("type"),
    personId: withId("personId"),
    from: from("occurredAt"),
    until: until("occurredAt"),
  },
});
