import type { TenantContext } from "../../../shared/tenant-context.js";
import { assert } from "../../../shared/errors.js";
import { joinedTexts, plainArray } from "../../../shared/database/plain-array.js";
import { newId } from "../../../shared/ids.js";
import type { JournalFact } from "../../audit/journal-fact.js";
import { isCorrective } from "../attribution/corrective-types.js";
import { compareEvents } from "../attribution/facts.js";
import { requestRedecisions } from "../click/late-clicks.js";
import { REDECIDED_EVENTS_MAX } from "../deciding/affected-events.js";
import type { DecidingService, EventToDecide } from "../deciding/deciding.service.js";
import type { EventRecord } from "../deciding/event-record.js";
import { readEventsAfter, readEventsNamed } from "../deciding/event-record.js";
import { readHistory } from "../deciding/history-reader.js";
import { lockPeople } from "../deciding/people.js";
import type { People } from "../deciding/people.js";
import type { RefundOutcome } from "../deciding/refunds.js";
import { applyRefunds } from "../deciding/refunds.js";
import type { SettingsReader } from "../deciding/settings-reader.js";
import { excludeDecisions, holdSettings } from "../settings-revision.js";
import type { EventRefusal, NewEvent } from "./event-body.js";

/** A little of the future is a clock that is ahead; it is taken as now (S1). */
const FUTURE_MAX_MS = 5 * 60_000;
/** Further back an events key could skip the hold by back-dating (S1). */
const PAST_MAX_MS = 30 * 86_400_000;

/** What a client is told of an event, and told again when they send it again. */
export interface EventAnswer {
  /** The client's id. */
  id: string;
  eventId: string;
  outcome: "recorded" | "refund_applied" | "refund_waiting" | "refund_refused";
  /** Why a refund is refused: `more_than_remaining`, `other_currency` or `not_refundable`. */
  reason?: string;
  occurredAt: string;
  recordedAt: string;
}

export type EventOutcome =
  | { kind: "answered"; answer: EventAnswer; isRepeat: boolean }
  | { kind: "refused"; refusal: EventRefusal };

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

interface Candidate {
  place: number;
  event: NewEvent;
  id: string;
  occurredAt: Date;
  visitorId: string | null;
  personId: string;
}

/** Records events in the caller's transaction, all of them in a handful of statements. Each event stands alone. */
export class EventBatch {
  private readonly outcomes = new Map<number, EventOutcome>();

  constructor(
    private readonly ctx: TenantContext,
    private readonly settings: SettingsReader,
    private readonly deciding: DecidingService,
  ) {}

  /** @throws PeopleMoved, RefundedEventMissing: the transaction is to be tried again */
  async record(events: readonly NewEvent[], { anyAge, exclusive }: BatchSettings): Promise<RecordedBatch> {
    const { ctx } = this;
    if (exclusive) await excludeDecisions(ctx);
    const revision = await holdSettings(ctx);
    const given = events.map((event, place) => ({ event, place }));
    await this.answerRepeats(given);
    const acceptable = await this.candidates(
      given.filter(({ place }) => !this.outcomes.has(place)),
      anyAge,
    );
    const candidates = firstOfEachId(acceptable);
    const people = await this.lock(candidates);
    for (const candidate of candidates) candidate.personId = personOf(candidate, people);
    const written = await this.write(candidates, revision);
    const derived = await this.decide(written, revision, exclusive);
    // Twins of what was written: each is judged by its own body.
    await this.answerRepeats(acceptable.filter(({ place }) => !this.outcomes.has(place)));
    return {
      outcomes: given.map(({ place }) => {
        const outcome = this.outcomes.get(place);
        assert(outcome, "every event of a batch has its outcome");
        return outcome;
      }),
      recorded: written.map((candidate) => ({ place: candidate.place, fact: recordedFact(candidate) })),
      derived,
    };
  }

  /** Events that are here already get their first answer again, or are refused for their other body (S19). */
  private async answerRepeats(given: readonly { event: NewEvent; place: number }[]): Promise<void> {
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
      if (!row.body_hash.equals(event.bodyHash)) this.refuse(place, OTHER_BODY);
      else this.outcomes.set(place, { kind: "answered", answer: row.answer, isRepeat: true });
    }
  }

  /** Events whose time and click are in order. */
  private async candidates(
    given: readonly { event: NewEvent; place: number }[],
    anyAge: boolean,
  ): Promise<Candidate[]> {
    const now = this.ctx.clock.now();
    const crefs = [...new Set(given.flatMap(({ event }) => event.cref ?? []))];
    const visitorOf = new Map<string, string>();
    if (crefs.length > 0) {
      const rows = await this.ctx.query<{ id: string; visitor_id: string }>(
        "SELECT id, visitor_id FROM click WHERE organization_id = $1 AND id = ANY ($2::uuid[])",
        [this.ctx.organizationId, crefs],
        "read-visitors",
      );
      for (const row of rows) visitorOf.set(row.id, row.visitor_id);
    }
    return given.flatMap(({ event, place }) => {
      const occurredAt = event.occurredAt ?? now;
      const aheadMs = occurredAt.getTime() - now.getTime();
      if (aheadMs > FUTURE_MAX_MS) return this.refuse(place, IN_FUTURE);
      if (!anyAge && -aheadMs > PAST_MAX_MS) return this.refuse(place, TOO_OLD);
      const visitorId = event.cref === null ? null : (visitorOf.get(event.cref) ?? null);
      if (event.cref !== null && visitorId === null) return this.refuse(place, UNKNOWN_CLICK);
      return [{ place, event, id: newId(), occurredAt: aheadMs > 0 ? now : occurredAt, visitorId, personId: "" }];
    });
  }

  private lock(candidates: readonly Candidate[]): Promise<People> {
    return lockPeople(this.ctx, {
      userIds: candidates.flatMap(({ event }) => event.userId ?? []),
      visitorIds: candidates.flatMap(({ visitorId }) => visitorId ?? []),
      eventExternalIds: candidates.flatMap(({ event }) => event.refundOf ?? []),
    });
  }

  /** Inserts the events; one that somebody else has just written is answered as a repeat. */
  private async write(candidates: readonly Candidate[], revision: bigint): Promise<Candidate[]> {
    if (candidates.length === 0) return [];
    const { ctx } = this;
    const now = ctx.clock.now();
    // In one order everywhere, so that two writers of the same ids do not wait for each other in a circle.
    const sorted = candidates.toSorted((a, b) => (a.event.externalId < b.event.externalId ? -1 : 1));
    const rows = await ctx.query<{ id: string }>(
      WRITE_EVENTS,
      [
        ctx.organizationId,
        plainArray(sorted.map(({ id }) => id)),
        sorted.map(({ event }) => event.externalId),
        plainArray(sorted.map(({ personId }) => personId)),
        plainArray(sorted.map(({ event }) => event.cref)),
        plainArray(sorted.map(({ event }) => (event.cref === null ? "user" : "cref"))),
        sorted.map(({ event }) => event.type),
        plainArray(sorted.map(({ occurredAt }) => occurredAt.toISOString())),
        plainArray(sorted.map(({ event }) => event.amount?.amountMinor ?? null)),
        plainArray(sorted.map(({ event }) => event.amount?.currency ?? null)),
        sorted.map(({ event }) => event.refundOf),
        joinedTexts(sorted.map(({ event }) => (event.metadata ? JSON.stringify(event.metadata) : ""))),
        plainArray(sorted.map(({ event }) => event.bodyHash.toString("hex"))),
        joinedTexts(sorted.map((candidate) => JSON.stringify(answerOf(candidate, now)))),
        revision.toString(),
        now,
      ],
      "write-events",
    );
    const written = new Set(rows.map(({ id }) => id));
    const lost = sorted.filter(({ id }) => !written.has(id));
    await this.answerRepeats(lost);
    const fresh = candidates.filter(({ id }) => written.has(id));
    for (const candidate of fresh) {
      this.outcomes.set(candidate.place, { kind: "answered", answer: answerOf(candidate, now), isRepeat: false });
    }
    return fresh;
  }

  /** Applies refunds and decides: the new events, those that refunds changed, and those that new first events re-price. */
  private async decide(written: readonly Candidate[], revision: bigint, exclusive: boolean): Promise<JournalFact[]> {
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
    for (const event of await this.repriced([...records.values()], revision)) {
      if (!toDecide.has(event.id)) toDecide.set(event.id, { event, cause: "event.earlier", isNew: false });
    }
    const facts = await this.deciding.decideEvents(this.ctx, [...toDecide.values()], revision);
    return [...[...refunds.outcomes.values()].flatMap(refundedFact), ...facts];
  }

  private async answerRefunds(written: readonly Candidate[], outcomes: Map<string, RefundOutcome>): Promise<void> {
    const now = this.ctx.clock.now();
    const answers = written.flatMap((candidate) => {
      const refund = outcomes.get(candidate.id);
      if (!refund) return [];
      const answer: EventAnswer = {
        ...answerOf(candidate, now),
        outcome: `refund_${refund.status}`,
        ...(refund.reason && { reason: refund.reason }),
      };
      this.outcomes.set(candidate.place, { kind: "answered", answer, isRepeat: false });
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

  /**
   * Earlier recorded events of the same persons whose first or subsequent rules and caps a new event changes: those that
   * are later than a new first event of its type (S11).
   */
  private async repriced(fresh: readonly EventRecord[], revision: bigint): Promise<EventRecord[]> {
    const { ctx } = this;
    if (!(await this.settings.usesHistory(ctx, revision))) return [];
    const counted = fresh.filter((event) => !isCorrective(event));
    if (counted.length === 0) return [];
    const history = await readHistory(ctx, [...new Set(counted.map(({ personId }) => personId))]);
    const earliest = new Map<string, EventRecord>();
    for (const event of counted) {
      const isFirst = history.get(event.personId)?.some(({ externalId }) => externalId === event.externalId);
      const known = earliest.get(event.personId);
      if (isFirst && (!known || compareEvents(event, known) < 0)) earliest.set(event.personId, event);
    }
    const overtaken = await ctx.query<{ person_id: string }>(
      READ_OVERTAKEN,
      [
        ctx.organizationId,
        [...earliest.keys()],
        [...earliest.values()].map(({ occurredAtMs }) => new Date(occurredAtMs).toISOString()),
        fresh.map(({ id }) => id),
      ],
      "read-overtaken",
    );
    const repriced: EventRecord[] = [];
    for (const { person_id: personId } of overtaken) {
      const first = earliest.get(personId) ?? null;
      const events = await readEventsAfter(ctx, personId, first, REDECIDED_EVENTS_MAX + 1);
      if (events.length > REDECIDED_EVENTS_MAX) await requestRedecisions(ctx, "event.earlier", [personId]);
      else repriced.push(...events);
    }
    return repriced;
  }

  private refuse(place: number, refusal: EventRefusal): [] {
    this.outcomes.set(place, { kind: "refused", refusal });
    return [];
  }
}

/** The first of each id: what comes after it in the same batch is answered as a repeat, or refused for its other body. */
function firstOfEachId(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ event }) => !seen.has(event.externalId) && seen.add(event.externalId));
}

function personOf({ event, visitorId }: Candidate, people: People): string {
  const personId = event.userId === null ? people.ownerOf.get(visitorId ?? "") : people.byUserId.get(event.userId);
  assert(personId, "every event's person was made and locked before");
  return personId;
}

const recordOf = ({ id, event, personId, occurredAt }: Candidate, settingsRevision: bigint): EventRecord => ({
  id,
  externalId: event.externalId,
  personId,
  type: event.type,
  occurredAtMs: occurredAt.getTime(),
  settingsRevision,
  amountMinor: event.amount?.amountMinor ?? null,
  currency: event.amount?.currency ?? null,
  refundOf: event.refundOf,
  refundedMinor: 0n,
  refundedWhole: false,
});

const answerOf = ({ id, event, occurredAt }: Candidate, recordedAt: Date): EventAnswer => ({
  id: event.externalId,
  eventId: id,
  outcome: "recorded",
  occurredAt: occurredAt.toISOString(),
  recordedAt: recordedAt.toISOString(),
});

/** The client's ids may name people, so the journal has ours. */
const recordedFact = ({ id, event, personId, occurredAt }: Candidate): JournalFact => ({
  kind: "event.recorded",
  subject: { type: "event", id },
  data: {
    personId,
    type: event.type,
    occurredAt: occurredAt.toISOString(),
    amountMinor: event.amount?.amountMinor.toString(),
    currency: event.amount?.currency,
    clickId: event.cref ?? undefined,
  },
});

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

const OTHER_BODY: EventRefusal = {
  kind: "unprocessable",
  code: "id_reused",
  message: "An event with this id was recorded with another body.",
  path: ["id"],
};
const IN_FUTURE: EventRefusal = {
  kind: "unprocessable",
  code: "occurred_in_future",
  message: "An event may be at most five minutes in the future.",
  path: ["occurredAt"],
};
const TOO_OLD: EventRefusal = {
  kind: "unprocessable",
  code: "occurred_too_long_ago",
  message: "An event may be at most 30 days old; older ones are imported.",
  path: ["occurredAt"],
};
export const UNKNOWN_CLICK: EventRefusal = {
  kind: "notFound",
  code: "click_not_found",
  message: "There is no such click.",
  path: ["cref"],
};

const WRITE_EVENTS = `
  INSERT INTO event (organization_id, id, external_id, person_id, cref_click_id, bound_by, type, occurred_at, amount_minor,
    currency, refund_of, metadata, body_hash, answer, settings_revision, recorded_at)
  SELECT $1, e.id, e.external_id, e.person_id, e.cref, e.bound_by, e.type, e.occurred_at, e.amount_minor, e.currency,
    e.refund_of, nullif(e.metadata, '')::jsonb, decode(e.body_hash, 'hex'), e.answer::jsonb, $15, $16
  FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[], $9::bigint[],
    $10::text[], $11::text[], string_to_array($12, E'\\x1e'), $13::text[], string_to_array($14, E'\\x1e')) WITH ORDINALITY
    AS e (id, external_id, person_id, cref, bound_by, type, occurred_at, amount_minor, currency, refund_of, metadata,
      body_hash, answer, place)
  ORDER BY e.place
  ON CONFLICT DO NOTHING
  RETURNING id`;

const READ_OVERTAKEN = `
  SELECT f.person_id FROM unnest($2::uuid[], $3::timestamptz[]) AS f (person_id, occurred_at)
  WHERE EXISTS (SELECT FROM event e
    WHERE e.organization_id = $1 AND e.person_id = f.person_id AND e.occurred_at >= f.occurred_at
      AND e.id <> ALL ($4::uuid[]))`;
