import { Field, ID, InputType, Int, ObjectType, createUnionType } from "type-graphql";

import { CurrencyCode } from "../common/currency-code.js";
import { DateTime } from "../common/date-time.js";
import { graphEnum } from "../common/graph-enum.js";
import { JSONObject } from "../common/json-object.js";
import { MinorUnits } from "../common/minor-units.js";
import { UserError } from "../common/user-error.js";

@InputType({ description: "An amount of one currency." })
export class MoneyInput {
  @Field(() => MinorUnits, { description: "In the currency's smallest unit, zero or more." })
  amountMinor!: bigint;

  @Field(() => CurrencyCode, { description: "Of ISO 4217." })
  currency!: string;
}

@InputType({ description: "Something that happened. Give either `userId` or `cref`." })
export class EventInput {
  @Field(() => ID, { description: "Your own id for it. Sent again with the same body, it is recorded once." })
  id!: string;

  @Field(() => String, { description: "What happened, such as `purchase`." })
  type!: string;

  @Field(() => String, { nullable: true, description: "Your id of the person." })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: "The id of the click, as it came in `cref`." })
  cref?: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it happened; absent: now. At most 30 days ago." })
  occurredAt?: Date | null;

  @Field(() => MoneyInput, { nullable: true, description: "What it was worth." })
  amount?: MoneyInput | null;

  @Field(() => ID, { nullable: true, description: "For a refund: your id of the event that it takes back." })
  refundOf?: string | null;

  @Field(() => JSONObject, { nullable: true, description: "What you want to keep beside it. No personal data." })
  metadata?: Record<string, unknown> | null;
}

@InputType({ description: "Events to record. Each stands alone." })
export class RecordEventsInput {
  @Field(() => [EventInput], { description: "From one to 500." })
  events!: EventInput[];
}

export type RecordingOutcome = "recorded" | "refund_applied" | "refund_waiting" | "refund_refused" | "refused";

const RecordingOutcomeEnum = graphEnum<RecordingOutcome>("RecordingOutcome", "What became of an event that was sent.", {
  recorded: "It is recorded and decided.",
  refund_applied: "It is recorded and lowered the base of the event that it refunds.",
  refund_waiting: "It is recorded and waits for the event that it refunds.",
  refund_refused: "It is recorded and changed nothing: see `reason`.",
  refused: "It is not recorded: see `code`, `message` and `path`. Its id may be used again.",
});

@ObjectType({ simpleResolvers: true, description: "What became of one event." })
export class RecordedEvent {
  @Field(() => ID, { description: "Your id." })
  id!: string;

  @Field(() => RecordingOutcomeEnum, { description: "What became of it." })
  outcome!: RecordingOutcome;

  @Field(() => ID, { nullable: true, description: "Our id; null when it was refused." })
  eventId!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it happened, as recorded." })
  occurredAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "When it was recorded, the first time." })
  recordedAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Why a refund changed nothing." })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: "Why it was refused: stable." })
  code!: string | null;

  @Field(() => String, { nullable: true, description: "Why it was refused: for people." })
  message!: string | null;

  @Field(() => [String], { nullable: true, description: "Where in the event the fault lies." })
  path!: string[] | null;
}

@ObjectType({ simpleResolvers: true, description: "The outcome of every event, in the order in which they were sent." })
export class RecordEventsPayload {
  @Field(() => [RecordedEvent], { description: "One for each event." })
  events!: RecordedEvent[];
}

@ObjectType({
  implements: UserError,
  simpleResolvers: true,
  description: "More events than one request may have, or none.",
})
export class EventCountRefused extends UserError {
  override code = "EVENT_COUNT_REFUSED";
  override path: string[] | null = ["events"];

  @Field(() => Int, { description: "How many it may have." })
  maximum!: number;
}

export const RecordEventsResult = createUnionType({
  name: "RecordEventsResult",
  description: "The outcome of recording events.",
  types: () => [RecordEventsPayload, EventCountRefused] as const,
});
