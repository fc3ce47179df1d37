import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";

import { Event } from "../../entities/partners/event.entity.js";
import { build } from "../../schema/common/build.js";
import {
  EventCountRefused,
  RecordEventsInput,
  RecordEventsPayload,
  RecordEventsResult,
} from "../../schema/partners/record-events.js";
import { describeOutcome, eventBody } from "../../schema/partners/recorded-event.js";
import type { EventIngestService } from "../../services/partners/event-ingest.service.js";
import { EVENTS_MAX } from "../../services/partners/event-ingest.service.js";
import { Money } from "../../shared/money.js";
import type { TenantContext } from "../../shared/tenant-context.js";

@Resolver(() => Event)
export class EventResolver {
  constructor(private readonly ingest: EventIngestService) {}

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

  @FieldResolver(() => Money, { nullable: true, description: "Its amount as it was sent; null if it has none." })
  amount(@Root() event: Event): Money | null {
    return inCurrencyOf(event, event.amountMinor);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: "What refunds have taken of it; null if it has no amount.",
  })
  refunded(@Root() event: Event): Money | null {
    return inCurrencyOf(event, event.refundedMinor);
  }
}

const inCurrencyOf = ({ currency }: Event, amountMinor: bigint | null): Money | null =>
  currency === null || amountMinor === null ? null : Money.of(amountMinor, currency);
