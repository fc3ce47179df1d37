import { z } from "zod";

import { planForGrowth } from "../../shared/database/plan-for-growth.js";
import { assert } from "../../shared/errors.js";
import { newId } from "../../shared/ids.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { JournalFact } from "../audit/journal-fact.js";
import type { Journal } from "../audit/journal.js";
import { visitorsOfClicks } from "./click/visitors-of-clicks.js";
import { NOTHING_WAITS, clickNotLanded } from "./click/waiting-clicks.js";
import type { WaitingClicks } from "./click/waiting-clicks.js";
import { derivedFacts } from "./deciding/derived-facts.js";
import { gatherEvents } from "./deciding/affected-events.js";
import type { DecidingService } from "./deciding/deciding.service.js";
import { lockPeople, USER_ID_OF_STITCH } from "./deciding/people.js";
import { retryingMoves } from "./deciding/retrying-moves.js";
import { factsBySender } from "./ingest/facts-by-sender.js";
import { isFaultOfOne } from "./ingest/fault-of-one.js";
import { MicroBatches } from "./ingest/micro-batches.js";
import { holdSettings } from "./settings-revision.js";

/** A visitor, found by one of their clicks, is this user. */
export interface NewStitch {
  cref: string;
  userId: string;
  /** Absent: now. Only an import may say when. */
  identifiedAt?: Date;
}

export type StitchOutcome = { kind: "stitched"; personId: string; isNew: boolean } | { kind: "clickNotFound" };

interface Sent {
  ctx: TenantContext;
  stitch: NewStitch;
}

interface Located {
  place: number;
  clickId: string;
  userId: string;
  visitorId: string;
  identifiedAt: Date;
}

interface WrittenStitch {
  /** Whose of the batch it was. */
  place: number;
  visitorId: string;
  personId: string;
}

const STITCHES_MAX = 500;

const USER_ID_LENGTH_MAX = 200;

/** A request to identify. `/openapi.json` is made from it. */
export const stitchBody = z.strictObject({
  cref: z.uuid().toLowerCase(),
  userId: z
    .string()
    .min(1)
    .max(USER_ID_LENGTH_MAX)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), "has a character that is not allowed"),
});

/** Reads a request to identify; the fault is a sentence for the caller. */
export function readStitch(sent: unknown): { stitch: NewStitch } | { fault: string; path: string[] } {
  const parsed = stitchBody.safeParse(sent);
  if (parsed.success) return { stitch: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String) ?? [];
  return { fault: `${path.join(".") || "The body"}: ${issue?.message ?? "is unreadable"}`, path };
}

/** Stitches visitors to the organization's user ids (S3) and decides anew what that changes. */
export class IdentifyService {
  private readonly batches: MicroBatches<Sent, StitchOutcome>;

  constructor(
    private readonly journal: Journal,
    private readonly deciding: DecidingService,
    private readonly clicks: WaitingClicks = NOTHING_WAITS,
  ) {
    this.batches = new MicroBatches(STITCHES_MAX, (sent) => this.transact(sent), isFaultOfOne);
  }

  /**
   * Stitches the user id to the click and to all clicks of its visitor, earlier and later. Events that had only the
   * click's `cref` move to their first user. Safe to repeat. Throws `click_not_landed` if the click may still be on its way.
   */
  async identify(ctx: TenantContext, stitch: NewStitch): Promise<StitchOutcome> {
    ctx.require("identity:write");
    const first = await this.stitchOne(ctx, stitch);
    if (first.kind !== "clickNotFound") return first;
    // The click may have been acknowledged and not landed yet.
    const hasEverything = await this.clicks.bringIn();
    const second = await this.stitchOne(ctx, stitch);
    if (second.kind === "clickNotFound" && !hasEverything) throw clickNotLanded();
    return second;
  }

  /** Stitches of another system or an earlier time, with their own instants, in one transaction. Safe to repeat. */
  async identifyPast(ctx: TenantContext, stitches: readonly NewStitch[]): Promise<StitchOutcome[]> {
    ctx.require("history:import");
    if (stitches.length === 0) return [];
    return retryingMoves(() =>
      ctx.transaction(async (ctx) => {
        await planForGrowth(ctx);
        return this.stitch(
          ctx,
          stitches.map((stitch) => ({ ctx, stitch })),
        );
      }),
    );
  }

  private async stitchOne(ctx: TenantContext, stitch: NewStitch): Promise<StitchOutcome> {
    const [outcome] = await this.batches.do(ctx.organizationId, [{ ctx, stitch }]);
    assert(outcome, "a stitch has its outcome");
    return outcome;
  }

  private transact(sent: readonly Sent[]): Promise<StitchOutcome[]> {
    const [first] = sent;
    assert(first, "a batch has stitches");
    return retryingMoves(() => first.ctx.transaction((ctx) => this.stitch(ctx, sent)));
  }

  private async stitch(ctx: TenantContext, sent: readonly Sent[]): Promise<StitchOutcome[]> {
    const revision = await holdSettings(ctx);
    const located = await this.locate(
      ctx,
      sent.map(({ stitch }) => stitch),
    );
    const people = await lockPeople(ctx, {
      userIds: located.map(({ userId }) => userId),
      visitorIds: located.map(({ visitorId }) => visitorId),
    });
    const personOf = (userId: string): string => {
      const personId = people.byUserId.get(userId);
      assert(personId, "every user's person was made and locked before");
      return personId;
    };
    const written = await this.write(ctx, located, personOf);
    const affected = new Set([...written.values()].map(({ personId }) => personId));
    for (const personId of await this.moveEvents(ctx, [...written.keys()], people.ownerOf)) affected.add(personId);

    const events = await gatherEvents(ctx, [...affected], "person.identified");
    const derived = await this.deciding.decideEvents(
      ctx,
      events.map((event) => ({ event, cause: "person.identified", isNew: false })),
      revision,
    );

    const outcomes: StitchOutcome[] = sent.map(() => ({ kind: "clickNotFound" }));
    for (const { place, userId, visitorId } of located) {
      const personId = personOf(userId);
      outcomes[place] = { kind: "stitched", personId, isNew: written.get(`${visitorId}/${personId}`) !== undefined };
    }
    const identified = [...written.values()].map((each) => ({ place: each.place, fact: identifiedFact(each) }));
    this.journal.appendLast(ctx, [...factsBySender(sent, identified), derivedFacts(derived)]);
    return outcomes;
  }

  private async locate(ctx: TenantContext, stitches: readonly NewStitch[]): Promise<Located[]> {
    const now = ctx.clock.now();
    const visitorOf = await visitorsOfClicks(
      ctx,
      stitches.map(({ cref }) => cref),
    );
    return stitches.flatMap(({ cref, userId, identifiedAt }, place) => {
      const visitorId = visitorOf.get(cref);
      return visitorId ? [{ place, clickId: cref, userId, visitorId, identifiedAt: identifiedAt ?? now }] : [];
    });
  }

  /** Writes what is new or earlier than what was known. Gives the new stitches, by `visitorId/personId`. */
  private async write(
    ctx: TenantContext,
    located: readonly Located[],
    personOf: (userId: string) => string,
  ): Promise<Map<string, WrittenStitch>> {
    // One statement cannot write a row twice, so of each pair the earliest counts.
    const pairs = new Map<string, Located>();
    for (const each of located) {
      const key = `${each.visitorId}/${personOf(each.userId)}`;
      const known = pairs.get(key);
      if (!known || each.identifiedAt < known.identifiedAt) pairs.set(key, each);
    }
    const written = new Map<string, WrittenStitch>();
    if (pairs.size === 0) return written;
    const sorted = [...pairs].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
    const rows = await ctx.query<{ visitor_id: string; person_id: string }>(
      WRITE_STITCHES,
      [
        ctx.organizationId,
        sorted.map(() => newId()),
        sorted.map(({ userId }) => personOf(userId)),
        sorted.map(({ visitorId }) => visitorId),
        sorted.map(({ clickId }) => clickId),
        sorted.map(({ identifiedAt }) => identifiedAt.toISOString()),
      ],
      "write-stitches",
    );
    for (const { visitor_id: visitorId, person_id: personId } of rows) {
      const key = `${visitorId}/${personId}`;
      const from = pairs.get(key);
      assert(from, "what was written was sent");
      written.set(key, { place: from.place, visitorId, personId });
    }
    return written;
  }

  /**
   * Moves events that had only a `cref` of these visitors to the visitors' first user ids, and gives the persons that
   * lost or won some.
   */
  private async moveEvents(
    ctx: TenantContext,
    keys: readonly string[],
    ownerBefore: ReadonlyMap<string, string>,
  ): Promise<Set<string>> {
    const moved = new Set<string>();
    const visitorIds = [...new Set(keys.map((key) => key.slice(0, key.indexOf("/"))))];
    if (visitorIds.length === 0) return moved;
    const owners = await ctx.query<{ visitor_id: string; person_id: string }>(
      READ_OWNERS,
      [ctx.organizationId, visitorIds],
      "read-owners",
    );
    const changed = owners.filter((row) => ownerBefore.get(row.visitor_id) !== row.person_id);
    if (changed.length === 0) return moved;
    const rows = await ctx.query<{ from_id: string; to_id: string }>(
      MOVE_EVENTS,
      [
        ctx.organizationId,
        changed.map((row) => row.visitor_id),
        changed.map((row) => ownerBefore.get(row.visitor_id) ?? null),
        changed.map((row) => row.person_id),
      ],
      "move-events",
    );
    for (const row of rows) moved.add(row.from_id).add(row.to_id);
    return moved;
  }
}

const identifiedFact = ({ visitorId, personId }: WrittenStitch): JournalFact => ({
  kind: "person.identified",
  subject: { type: "person", id: personId },
  data: { visitorId },
});

/** The earliest time counts, whatever the order in which an import brings them (S3). */
const WRITE_STITCHES = `
  INSERT INTO identity AS i (organization_id, id, person_id, visitor_id, click_id, identified_at)
  SELECT $1, s.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[]) AS s
  ON CONFLICT (organization_id, person_id, visitor_id)
    DO UPDATE SET identified_at = excluded.identified_at, click_id = excluded.click_id
    WHERE excluded.identified_at < i.identified_at
  RETURNING visitor_id, person_id`;

const READ_OWNERS = `
  SELECT DISTINCT ON (i.visitor_id) i.visitor_id, i.person_id
  FROM identity i
  WHERE i.organization_id = $1 AND i.visitor_id = ANY ($2::uuid[])
  ORDER BY i.visitor_id, i.identified_at, (${USER_ID_OF_STITCH}) COLLATE "C"`;

const MOVE_EVENTS = `
  UPDATE event e SET person_id = m.to_id, updated_at = now()
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS m (visitor_id, from_id, to_id)
  WHERE e.organization_id = $1 AND e.person_id = ANY ($3::uuid[]) AND e.person_id = m.from_id AND e.bound_by = 'cref'
    AND (SELECT c.visitor_id FROM click c WHERE c.organization_id = $1 AND c.id = e.cref_click_id) = m.visitor_id
  RETURNING m.from_id, m.to_id`;
