import { FieldResolver, Resolver, Root } from "type-graphql";

import { Event } from "../../entities/partners/event.entity.js";
import { Money } from "../../shared/money.js";

@Resolver(() => Event)
export class EventResolver {
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
