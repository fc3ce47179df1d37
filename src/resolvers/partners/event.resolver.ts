import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Authorized, Ctx, ID, Info, Mutation, Query, Resolver } from "type-graphql";

import { Event } from "../../entities/partners/event.entity.js";
import { build } from "../../schema/common/build.js";
import {
  EventCountRefused,
  RecordEventsInput,
  RecordEventsPayload,
  RecordEventsResult,
} from "../../schema/partners/record-events.js";
import { describeOutcome, eventBody } from "../../schema/partners/recorded-event.js";
import { EVENTS, EventConnection, EventListArgs } from "../../schema/partners/event-list.js";
import { Planned } from "../../schema/read/planned.js";
import type { Read } from "../../schema/read/read.js";
import type { EventReadService } from "../../services/partners/event-read.service.js";
import type { EventIngestService } from "../../services/partners/event-ingest.service.js";
import { EVENTS_MAX } from "../../services/partners/event-ingest.service.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver(() => Event)
export class EventResolver {
  constructor(
    private readonly ingest: EventIngestService,
    private readonly reading: EventReadService,
  ) {}

  @Authorized("event:read")
  @Planned(EVENTS)
  @Query(() => EventConnection, { description: "Events, by when they happened, newest first." })
  events(
    @Args(() => EventListArgs) args: EventListArgs,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.page(EVENTS, args, place);
  }

  @Authorized("event:read")
  @Planned(Event)
  @Query(() => Event, { nullable: true, description: "One event." })
  event(
    @Arg("id", () => ID, { description: "Our id of the event." }) id: string,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.one(Event, id, place);
  }

  @Authorized("event:read")
  @Query(() => Event, { nullable: true, description: "One event, by the id that its sender gave it." })
  async eventByExternalId(
    @Arg("externalId", () => String, { description: "The sender's id." }) externalId: string,
    @Ctx("tenant") ctx: TenantContext,
    @Ctx("read") read: Read,
    @Info() place: GraphQLResolveInfo,
  ): Promise<object> {
    return read.one(Event, await this.reading.idOf(ctx, externalId), place);
  }

  @Authorized("event:write")
  @Mutation(() => RecordEventsResult, {
    description:
      "Records events and decides them. Safe to repeat: an event's id and body get their first answer again.",
  })
  async recordEvents(
    @Arg("input", () => RecordEventsInput, { description: "The events." }) { events }: RecordEventsInput,
    @Ctx("tenant") ctx: TenantContext,
  ): Promise<typeof RecordEventsResult> {
    if (events.length === 0 || events.length > EVENTS_MAX) {
      return build(EventCountRefused, { message: `Send from 1 to ${EVENTS_MAX} events.`, maximum: EVENTS_MAX });
    }
    const outcomes = await this.ingest.record(ctx, events.map(eventBody));
    return build(RecordEventsPayload, {
      events: events.map((event, place) => describeOutcome(event.id, outcomes[place])),
    });
  }
}
