import type { TenantContext } from "../../../shared/tenant-context.js";
import type { JournalFact } from "../../audit/journal-fact.js";
import type { DecidingService, EventToDecide } from "../deciding/deciding.service.js";
import { readEventsNamed } from "../deciding/event-record.js";
import { lockPeople } from "../deciding/people.js";
import type { RefundOutcome } from "../deciding/refunds.js";
import { applyRefunds } from "../deciding/refunds.js";
import type { SettingsReader } from "../deciding/settings-reader.js";
import { excludeDecisions, holdSettings } from "../settings-revision.js";
import { acceptEvents } from "./accept-events.js";
import type { AcceptableEvent, Candidate, GivenEvent } from "./candidate.js";
import { answerOf, candidateOf, firstOfEachId, recordOf, recordedFact } from "./candidate.js";
import type { NewEvent } from "./event-body.js";
import type { EventAnswer, EventOutcome } from "./event-outcome.js";
import { EventOutcomes, OTHER_BODY } from "./event-outcome.js";
import { repricedEvents } from "./repriced-events.js";
import { writeEvents } from "./write-events.js";

/** A refund names an event that is not here. It may only wait once it is certain that nobody is just writing that event. */
export class RefundedEventMissing extends Error {}

export interface BatchSettings {
  /** An import may be of any age. */
  anyAge: boolean;
  /** No other decision of the organization is made meanwhile, so what is not here is nowhere. */
  exclusive: boolean;
}

/** What a batch gives back: outcomes in the order of the events, and facts for the journal. */
export interface RecordedBatch {
  outcomes: EventOutcome[];
  /** By the place of the event in the batch. */
  recorded: { place: number; fact: JournalFact }[];
  /** What followed from them. */
  derived: JournalFact[];
}

/** An event that is recorded, and what its sender is told. */
interface WrittenEvent extends Candidate {
  answer: EventAnswer;
}

/** Records events in the caller's transaction, all of them in a handful of statements. Each event stands alone. */
export class EventBatch {
  private readonly outcomes = new EventOutcomes();

  constructor(
    private readonly ctx: TenantContext,
    private readonly settings: SettingsReader,
    private readonly deciding: DecidingService,
  ) {}

  /** @throws PeopleMoved, RefundedEventMissing: the transaction is to be tried again */
  async record(events: readonly NewEvent[], { anyAge, exclusive }: BatchSettings): Promise<RecordedBatch> {
    const { ctx, outcomes } = this;
    if (exclusive) await excludeDecisions(ctx);
    const given = events.map((event, place) => ({ event, place }));
    const [revision] = await Promise.all([holdSettings(ctx), this.answerRepeats(given)]);
    const acceptable = await acceptEvents(ctx, this.open(given), outcomes, { anyAge });
    const candidates = await this.withPeople(firstOfEachId(acceptable));
    const written = await this.write(candidates, revision);
    const derived = await this.decide(written, revision, exclusive);
    // Twins of what was written: each is judged by its own body.
    await this.answerRepeats(this.open(acceptable));
    return {
      outcomes: outcomes.all(events.length),
      recorded: written.map((candidate) => ({ place: candidate.place, fact: recordedFact(candidate) })),
      derived,
    };
  }

  /** Those whose outcome is open. */
  private open<Event extends GivenEvent>(events: readonly Event[]): Event[] {
    return events.filter(({ place }) => !this.outcomes.has(place));
  }

  /** Events that are here already get their first answer again, or are refused for their other body (S19). */
  private async answerRepeats(given: readonly GivenEvent[]): Promise<void> {
    if (given.length === 0) return;
    const externalIds = [...new Set(given.map(({ event }) => event.externalId))];
    const rows = await this.ctx.query<{ external_id: string; body_hash: Buffer; answer: EventAnswer }>(
      "SELECT external_id, body_hash, answer FROM event WHERE organization_id = $1 AND external_id = ANY ($2::text[])",
      [this.ctx.organizationId, externalIds],
      "read-answers",
    );
    if (rows.length === 0) return;
    const known = new Map(rows.map((row) => [row.external_id, row]));
    for (const { event, place } of given) {
      const row = known.get(event.externalId);
      if (!row) continue;
      if (!row.body_hash.equals(event.bodyHash)) this.outcomes.refuse(place, OTHER_BODY);
      else this.outcomes.answer(place, row.answer, { isRepeat: true });
    }
  }

  /** The events with their persons, who are made where they are new, and locked. */
  private async withPeople(events: readonly AcceptableEvent[]): Promise<Candidate[]> {
    const people = await lockPeople(this.ctx, {
      userIds: events.flatMap(({ event }) => event.userId ?? []),
      visitorIds: events.flatMap(({ visitorId }) => visitorId ?? []),
      eventExternalIds: events.flatMap(({ event }) => event.refundOf ?? []),
    });
    return events.map((event) => candidateOf(event, people));
  }

  /** Inserts the events; one that somebody else has just written is answered as a repeat. */
  private async write(candidates: readonly Candidate[], revision: bigint): Promise<WrittenEvent[]> {
    if (candidates.length === 0) return [];
    const recordedAt = this.ctx.clock.now();
    const ids = await writeEvents(this.ctx, candidates, { revision, recordedAt });
    await this.answerRepeats(candidates.filter(({ id }) => !ids.has(id)));
    const written = candidates
      .filter(({ id }) => ids.has(id))
      .map((candidate) => ({ ...candidate, answer: answerOf(candidate, recordedAt) }));
    for (const { place, answer } of written) this.outcomes.answer(place, answer, { isRepeat: false });
    return written;
  }

  /** Applies refunds and decides: the new events, those that refunds changed, and those that new first events re-price. */
  private async decide(written: readonly WrittenEvent[], revision: bigint, exclusive: boolean): Promise<JournalFact[]> {
    if (written.length === 0) return [];
    const records = new Map(written.map((candidate) => [candidate.event.externalId, recordOf(candidate, revision)]));
    const refundedNames = [...new Set(written.flatMap(({ event }) => event.refundOf ?? []))];
    const elsewhere = refundedNames.filter((name) => !records.has(name));
    const targets = elsewhere.length > 0 ? await readEventsNamed(this.ctx, elsewhere) : [];
    if (targets.length < elsewhere.length && !exclusive) throw new RefundedEventMissing();

    const refunds = await applyRefunds(this.ctx, [...records.values(), ...targets], elsewhere);
    await this.answerRefunds(written, refunds.outcomes);
    const toDecide = new Map<string, EventToDecide>();
    for (const event of records.values()) toDecide.set(event.id, { event, cause: "event.recorded", isNew: true });
    for (const event of refunds.changed) {
      const isNew = toDecide.has(event.id);
      toDecide.set(event.id, { event, cause: isNew ? "event.recorded" : "event.refunded", isNew });
    }
    for (const event of await repricedEvents(this.ctx, this.settings, [...records.values()], revision)) {
      if (!toDecide.has(event.id)) toDecide.set(event.id, { event, cause: "event.earlier", isNew: false });
    }
    const facts = await this.deciding.decideEvents(this.ctx, [...toDecide.values()], revision);
    return [...[...refunds.outcomes.values()].flatMap(refundedFact), ...facts];
  }

  /** Refunds are told what has become of them, now and when they are sent again. */
  private async answerRefunds(written: readonly WrittenEvent[], outcomes: Map<string, RefundOutcome>): Promise<void> {
    const answers = written.flatMap((candidate) => {
      const refund = outcomes.get(candidate.id);
      if (!refund) return [];
      const answer: EventAnswer = {
        ...candidate.answer,
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
