import { assert } from "../../../shared/errors.js";
import type { TenantContext } from "../../../shared/tenant-context.js";
import type { JournalFact } from "../../audit/journal-fact.js";
import type { DecidingService, EventToDecide } from "../deciding/deciding.service.js";
import type { EventRecord } from "../deciding/event-record.js";
import { readEventsNamed } from "../deciding/event-record.js";
import { lockPeople } from "../deciding/people.js";
import type { AppliedRefunds, RefundOutcome } from "../deciding/refunds.js";
import { applyRefunds } from "../deciding/refunds.js";
import type { SettingsReader } from "../deciding/settings-reader.js";
import { acceptEvents } from "./accept-events.js";
import type { AcceptableEvent, Candidate, GivenEvent } from "./candidate.js";
import { answerOf, candidateOf, firstOfEachId, recordOf, recordedFact } from "./candidate.js";
import type { NewEvent } from "./event-body.js";
import type { EventAnswer, EventOutcome } from "./event-outcome.js";
import { EventOutcomes, OTHER_BODY } from "./event-outcome.js";
import type { BatchSettings, ReadAhead } from "./read-ahead.js";
import type { RecordedAnswer } from "./recorded-events.js";
import { repricedEvents } from "./repriced-events.js";
import { writeEvents } from "./write-events.js";

/** A refund names an event that is not here. It may only wait once it is certain that nobody is just writing that event. */
export class RefundedEventMissing extends Error {}

/** What a batch gives back: outcomes in the order of the events, and facts for the journal. */
export interface RecordedBatch {
  outcomes: EventOutcome[];
  /** By the place of the event in the batch. */
  recorded: { place: number; fact: JournalFact }[];
  /** What followed from them. */
  derived: JournalFact[];
}

/** Records events in the caller's transaction, all of them in a handful of statements. Each event stands alone. */
export class EventBatch {
  private readonly outcomes = new EventOutcomes();

  constructor(
    private readonly ctx: TenantContext,
    private readonly settings: SettingsReader,
    private readonly deciding: DecidingService,
    private readonly ahead: ReadAhead,
  ) {}

  /** @throws PeopleMoved, RefundedEventMissing, or what `isWrittenMeanwhile` tells: the transaction is to be tried again */
  async record(events: readonly NewEvent[], { anyAge, exclusive }: BatchSettings): Promise<RecordedBatch> {
    const { ctx, outcomes, ahead } = this;
    const given = events.map((event, place) => ({ event, place }));
    for (const each of given) this.answerRepeat(each, ahead.recorded.answers.get(each.event.externalId));
    const acceptable = await acceptEvents(ctx, this.open(given), outcomes, { anyAge });
    const candidates = await this.withPeople(firstOfEachId(acceptable));
    const recordedAt = ctx.clock.now();
    for (const candidate of candidates) {
      outcomes.answer(candidate.place, answerOf(candidate, recordedAt), { isRepeat: false });
    }
    // The decisions do not wait for the events that they are about: all of it leaves together.
    const [, derived] = await Promise.all([
      candidates.length > 0 && writeEvents(ctx, candidates, { revision: ahead.revision, recordedAt }),
      this.decide(candidates, exclusive),
    ]);
    this.answerTwins(candidates, this.open(acceptable));
    return {
      outcomes: outcomes.all(events.length),
      recorded: candidates.map((candidate) => ({ place: candidate.place, fact: recordedFact(candidate) })),
      derived,
    };
  }

  /** Those whose outcome is open. */
  private open<Event extends GivenEvent>(events: readonly Event[]): Event[] {
    return events.filter(({ place }) => !this.outcomes.has(place));
  }

  /** An event that is here already gets its first answer again, or is refused for its other body (S19). */
  private answerRepeat({ event, place }: GivenEvent, recorded: RecordedAnswer | undefined): void {
    if (!recorded) return;
    if (recorded.bodyHash.equals(event.bodyHash)) this.outcomes.answer(place, recorded.answer, { isRepeat: true });
    else this.outcomes.refuse(place, OTHER_BODY);
  }

  /** What came twice in one batch: each is judged by its own body. */
  private answerTwins(written: readonly Candidate[], twins: readonly GivenEvent[]): void {
    const byId = new Map(written.map((candidate) => [candidate.event.externalId, candidate]));
    for (const twin of twins) {
      const first = byId.get(twin.event.externalId);
      assert(first, "the first of several with one id was written");
      this.answerRepeat(twin, { bodyHash: first.event.bodyHash, answer: this.outcomes.answerAt(first.place) });
    }
  }

  /** The events with their persons, who are made where they are new, and locked. */
  private async withPeople(events: readonly AcceptableEvent[]): Promise<Candidate[]> {
    const people =
      this.ahead.users?.people ??
      (await lockPeople(this.ctx, {
        userIds: events.flatMap(({ event }) => event.userId ?? []),
        visitorIds: events.flatMap(({ visitorId }) => visitorId ?? []),
        eventExternalIds: events.flatMap(({ event }) => event.refundOf ?? []),
      }));
    return events.map((event) => candidateOf(event, people));
  }

  /** Applies refunds and decides: the new events, those that refunds changed, and those that new first events re-price. */
  private async decide(candidates: readonly Candidate[], exclusive: boolean): Promise<JournalFact[]> {
    if (candidates.length === 0) return [];
    const { revision, users } = this.ahead;
    const records = new Map(candidates.map((candidate) => [candidate.event.externalId, recordOf(candidate, revision)]));
    const refunds = await this.refund(candidates, records, exclusive);
    const toDecide = new Map<string, EventToDecide>();
    for (const event of records.values()) toDecide.set(event.id, { event, cause: "event.recorded", isNew: true });
    for (const event of refunds.changed) {
      const isNew = toDecide.has(event.id);
      toDecide.set(event.id, { event, cause: isNew ? "event.recorded" : "event.refunded", isNew });
    }
    for (const event of await repricedEvents(this.ctx, this.settings, [...records.values()], revision)) {
      if (!toDecide.has(event.id)) toDecide.set(event.id, { event, cause: "event.earlier", isNew: false });
    }
    const facts = await this.deciding.decideEvents(this.ctx, [...toDecide.values()], revision, users?.touches);
    return [...[...refunds.outcomes.values()].flatMap(refundedFact), ...facts];
  }

  /** Refunds among the new events, and those that were here before the events that they refund. */
  private async refund(
    candidates: readonly Candidate[],
    records: ReadonlyMap<string, EventRecord>,
    exclusive: boolean,
  ): Promise<AppliedRefunds> {
    const names = new Set(candidates.flatMap(({ event }) => event.refundOf ?? []));
    const elsewhere = [...names].filter((name) => !records.has(name));
    for (const name of records.keys()) if (this.ahead.recorded.refunded.has(name)) names.add(name);
    if (names.size === 0) return { outcomes: new Map(), changed: [] };
    const targets = elsewhere.length > 0 ? await readEventsNamed(this.ctx, elsewhere) : [];
    if (targets.length < elsewhere.length && !exclusive) throw new RefundedEventMissing();
    const here = [...records.values()].filter(({ externalId }) => names.has(externalId));
    const refunds = await applyRefunds(this.ctx, [...here, ...targets], elsewhere);
    await this.answerRefunds(candidates, refunds.outcomes);
    return refunds;
  }

  /** Refunds are told what has become of them, now and when they are sent again. */
  private async answerRefunds(candidates: readonly Candidate[], outcomes: Map<string, RefundOutcome>): Promise<void> {
    const answers = candidates.flatMap((candidate) => {
      const refund = outcomes.get(candidate.id);
      if (!refund) return [];
      const answer: EventAnswer = {
        ...this.outcomes.answerAt(candidate.place),
        outcome: `refund_${refund.status}`,
        ...(refund.reason && { reason: refund.reason }),
      };
      this.outcomes.answer(candidate.place, answer, { isRepeat: false });
      return [{ id: candidate.id, answer }];
    });
    if (answers.length === 0) return;
    await this.ctx.execute(
      `UPDATE event e SET answer = a.answer::jsonb FROM unnest($2::uuid[], $3::text[]) AS a (id, answer)
       WHERE e.organization_id = $1 AND e.id = a.id`,
      [this.ctx.organizationId, answers.map(({ id }) => id), answers.map(({ answer }) => JSON.stringify(answer))],
      "write-refund-answers",
    );
  }
}

/** A refund that waits or is refused changes nothing yet. */
const refundedFact = (refund: RefundOutcome): JournalFact[] =>
  refund.targetId === null
    ? []
    : [
        {
          kind: "event.refunded",
          subject: { type: "event", id: refund.targetId },
          data: {
            refundId: refund.id,
            status: refund.status,
            reason: refund.reason ?? undefined,
            amountMinor: refund.amountMinor?.toString(),
            currency: refund.currency ?? undefined,
          },
        },
      ];
